#!/usr/bin/env bash
# GO (0) or NO-GO (1) of a phase 0 to 6, M0 to M6, or a check; 2: could not run. `ipai gate` decides: docs/gates.md.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ -x "$root/node_modules/.bin/ipai" ] || { echo "error the tools are not installed: run npm ci in $root" >&2; exit 2; }
cd "$root"
case ${1:-} in
  "" | -*) exec node_modules/.bin/ipai gate M6 "$@" ;;
  *) exec node_modules/.bin/ipai gate "$@" ;;
esac
