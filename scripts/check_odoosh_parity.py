#!/usr/bin/env python3
"""Operational parity with Odoo.sh, each feature proven by execution: `ipai odoosh` (docs/odoosh.md).

Exit 0: at or above --threshold (95). 1: below it. 2: could not run. Further options go to the command, such as --json.
"""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
IPAI = ROOT / "node_modules" / ".bin" / "ipai"


def main(args: list[str]) -> int:
    if not IPAI.exists():
        print(f"error the tools are not installed: run npm ci in {ROOT}", file=sys.stderr)
        return 2
    return subprocess.run([IPAI, "odoosh", "--threshold", "95", *args], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
