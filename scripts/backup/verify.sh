#!/usr/bin/env bash
# Same as `ipai backup verify`: 0 all is well, 1 findings, 2 could not run.
cd "$(dirname "$0")/../.." && exec npx ipai backup verify "$@"
