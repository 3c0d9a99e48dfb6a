#!/usr/bin/env python3
"""Feature parity with Odoo Enterprise in the required scope: `ipai parity` (docs/parity.md).

Exit 0: at or above --threshold (80). 1: below it. 2: could not run. Further options go to the command, such as --json.
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
    return subprocess.run([IPAI, "parity", "--threshold", "80", *args], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
