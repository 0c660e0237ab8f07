#!/usr/bin/env bash
# What a running session costs in memory: `sigma run` on a generated market with its journal and its SQLite store.
#   memory.sh idle [SECONDS]   in real time, five trades a second (60 s)
#   memory.sh long [EVENTS]    as fast as it goes (50,000,000 events): is the memory flat?
# Prints resident memory (VmRSS) and the part of it that is not mapped files (RssAnon) as a Markdown table, at tenths of
# the time, or of the journal's length. SIGMA names the program, SESSION_DIR where the session lies while it runs.
set -euo pipefail
cd "$(dirname "$0")/.."
sigma=${SIGMA:-.build/release/sigma}
folder=$(mktemp -d "${SESSION_DIR:-${TMPDIR:-/tmp}}/sigma-memory-XXXXXX")
process=
trap '[ -z "$process" ] || kill "$process" 2>/dev/null || true; rm -rf "$folder"' EXIT

# sample COUNT PAUSE ARGUMENT...: a session; after each pause a line of seconds, journal bytes, VmRSS and RssAnon in kB
sample() {
  local samples=$1 pause=$2
  shift 2
  "$sigma" run --set data-directory="$folder" "$@" --json >"$folder/summary.json" 2>"$folder/log" &
  process=$!
  : >"$folder/samples"
  while [ "$samples" -gt 0 ] && [ -r "/proc/$process/status" ]; do
    sleep "$pause"
    awk -v time="$SECONDS" -v bytes="$(du -cbs "$folder"/sessions/*/journal 2>/dev/null | tail -n 1 | cut -f 1)" \
      '/^VmRSS/ { rss = $2 } /^RssAnon/ { anonymous = $2 } END { if (rss) print time, bytes + 0, rss, anonymous }' \
      "/proc/$process/status" >>"$folder/samples" 2>/dev/null || break
    samples=$((samples - 1))
  done
  kill -TERM "$process" 2>/dev/null || true
  wait "$process" || { tail -n 3 "$folder/log" >&2; exit 1; }
  process=
}

# table COLUMN: ten of the samples, evenly spaced by the column
table() {
  echo "| s | journal MB | VmRSS MB | RssAnon MB |"
  echo "|---:|---:|---:|---:|"
  awk -v column="$1" '{ line[NR] = $0; key[NR] = $column }
    END {
      for (i = 1; i <= NR; i++) {
        split(line[i], value, " ")
        if (i == 1 || i == NR || key[i] >= next_key) {
          printf "| %d | %.1f | %.1f | %.1f |\n", value[1], value[2] / 1e6, value[3] / 1e3, value[4] / 1e3
          next_key = key[i] + key[NR] / 10
        }
      }
    }' "$folder/samples"
  tr -d '\n' <"$folder/summary.json" | grep -o '"\(marketEvents\|orders\|records\)" *: *[0-9]*' | tr -d '"' \
    | paste -sd ' '
}

case ${1:-} in
  idle)
    sample "${2:-60}" 1
    table 1
    ;;
  long)
    sample 1000000 0.5 --set feed.speed=0 --events "${2:-50000000}"
    table 2
    ;;
  *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' Benchmarks/memory.sh; exit 2 ;;
esac
