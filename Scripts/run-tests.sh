#!/usr/bin/env bash
# Runs swift test with the given arguments, and repeats at the end what failed: the report of a long run is long.
set -uo pipefail

report=$(mktemp)
trap 'rm -f "$report"' EXIT

swift test "$@" 2>&1 | tee "$report"
status=${PIPESTATUS[0]}
if [ "$status" -ne 0 ]; then
  printf '\nWhat failed:\n'
  # An issue's own lines follow it with an arrow in front.
  awk '/recorded an issue|Fatal error|exited with unexpected signal|^\*\*\* / { print; kept = 1; next }
       kept && /^↳/ { print; next }
       { kept = 0 }' "$report" | head -n 200
fi
exit "$status"
