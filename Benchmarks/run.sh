#!/usr/bin/env bash
# Compares SIGMA with a plain C loop and with other backtesting engines on the same data; prints Markdown tables.
#   run.sh setup    a Python environment per peer, the C loop and our program; a peer that does not install is skipped
#   run.sh data     the synthetic data (1.2 GB) and the oracle's answers
#   run.sh run      every engine; results are appended to $PEERS_DIR/results.jsonl, which a full run starts anew
#   run.sh table    the tables of the results so far
#   run.sh sessions a running session: latency, through Redis too, host and journal, memory (about five minutes)
#   run.sh all      all of these (about half an hour)
#   run.sh quick    the same with our program and C only
# PEERS_DIR (default .build/peers) holds everything; REPS=3 repetitions of the quick scripts; ONLY=regex runs only the
# scripts whose command line matches and keeps the other results.
set -uo pipefail
cd "$(dirname "$0")/.."
export PEERS_DIR=${PEERS_DIR:-$PWD/.build/peers} PYTHONDONTWRITEBYTECODE=1 RAPTORBT_NO_VERSION_CHECK=1
scripts=$PWD/Benchmarks/peers ours=$PWD/.build/release/sigma-bench
venvs=$PEERS_DIR/venv data=$PEERS_DIR/data logs=$PEERS_DIR/log results=$PEERS_DIR/results.jsonl
reference=$PEERS_DIR/reference oracle=$PEERS_DIR/answers.json
REPS=${REPS:-3} ONLY=${ONLY:-}
mkdir -p "$venvs" "$data" "$logs"

say() { printf 'bench: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# The first interpreter of these versions, from pyenv or the path.
find_python() {
  local version python
  for version in "$@"; do
    for python in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/python "$(command -v "python$version")"; do
      [ -x "$python" ] && "$python" -c 'import ensurepip, venv' 2>/dev/null && { echo "$python"; return; }
    done
  done
  return 1
}

# venv NAME "VERSIONS" PACKAGE...
venv() {
  local name=$1 versions=$2 python log=$logs/pip-$1.txt
  shift 2
  local folder=$venvs/$name
  [ "$(cat "$folder/packages" 2>/dev/null)" = "$*" ] && return
  # shellcheck disable=SC2086 # the versions are words
  python=$(find_python $versions) || { say "$name skipped: no Python of $versions with venv"; return 1; }
  if { [ -x "$folder/bin/python" ] || "$python" -m venv "$folder"; } >"$log" 2>&1 &&
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@" >>"$log" 2>&1; then
    echo "$*" >"$folder/packages"
    say "$name installed"
  else
    say "$name skipped: $(tail -n 1 "$log")"
    return 1
  fi
}

setup_tools() {
  venv tools "3.13 3.12 3.11 3" numpy==2.2.6 || fail "no Python environment for data and tables"
  local compiler
  compiler=$(command -v gcc || command -v clang) || fail "no C compiler; install gcc"
  "$compiler" -O3 -march=native -ffp-contract=off Benchmarks/reference/reference.c -o "$reference" ||
    fail "the C loop does not compile"
}

build_own() {
  swift build -c release --product sigma-bench >&2 && swift build -c release --product sigma >&2 ||
    fail "our program does not build"
}

# A failure is reported and leaves its rows out of the tables.
setup_peers() {
  venv vectorbt "3.13 3.12 3.11" vectorbt==1.2.0 vectorbt-rust==1.2.0
  venv hftbacktest "3.13 3.12 3.11" hftbacktest==2.4.4
  venv nautilus "3.13 3.12" nautilus_trader==1.231.0 pandas==2.3.3 polars==2.1.0
  venv classic "3.13 3.12 3.11" backtesting==0.6.6 backtrader==1.9.78.123
  venv raptorbt "3.12 3.11" raptorbt==0.13.4 numpy==2.5.5
  venv jesse "3.12 3.11" jesse==3.5.3
  return 0
}

make_data() {
  "$venvs/tools/bin/python" "$scripts/generate_data.py" >&2 || fail "the data could not be made"
  [ -s "$oracle" ] || "$venvs/tools/bin/python" "$scripts/oracle.py" "$oracle" >&2 || fail "the oracle failed"
}

# How fast the machine is just now: one C loop.
noise() {
  "$reference" "$data" 1 W2 | grep '32-byte rows, tick EMA' | sed 's/^RESULT //; s/"W2b"/"noise"/' >>"$results"
}

# measure REPETITIONS COMMAND...
measure() {
  local repetitions=$1 output=$logs/out.txt errors=$logs/errors.txt
  shift
  local name="$*"
  name=${name##*"$scripts/"}
  for ((i = 0; i < repetitions; i++)); do
    noise
    if timeout "${LIMIT_S:-900}" "$@" >"$output" 2>"$errors"; then
      sed -n 's/^RESULT //p' "$output" >>"$results"
      say "$name: $(grep -o '"cpu_s": [0-9.e-]*' "$output" | tr '\n' ' ')"
    else
      say "FAILED: $name"
      tail -n 3 "$errors" >&2
      return 1
    fi
  done
}

# peer REPETITIONS VENV SCRIPT ARGUMENT...
peer() {
  local repetitions=$1 folder=$venvs/$2 script=$3
  shift 3
  [[ "$script $*" =~ $ONLY ]] || return 0
  [ -x "$folder/bin/python" ] && [ -e "$folder/packages" ] || return 0
  measure "$repetitions" "$folder/bin/python" -W ignore "$scripts/$script.py" "$@"
}

run_own() {
  local workload broken=0
  [ -n "$ONLY" ] || : >"$results"
  if [[ reference =~ $ONLY ]]; then measure 1 "$reference" "$data" 7; fi
  for workload in W1 W2a W2b W3 W4 W5 wire; do
    if [[ "sigma-bench $workload" =~ $ONLY ]]; then measure "$REPS" "$ours" "$workload" "$data" || broken=1; fi
  done
  return $broken
}

run_peers() {
  local mode depth backend
  peer "$REPS" nautilus nautilus_peer W1native
  for mode in W1 W1close; do peer "$REPS" nautilus nautilus_peer $mode; done
  peer 1 nautilus nautilus_peer W1native stock
  for mode in W2native W2replay W4replay; do peer "$REPS" nautilus nautilus_peer $mode; done
  for mode in W2a W2b W2noop; do peer 1 nautilus nautilus_peer $mode; done
  for mode in W1 W1class W2b; do peer "$REPS" raptorbt raptorbt_peer $mode; done
  for mode in W2class W3; do peer 1 raptorbt raptorbt_peer $mode; done
  for backend in rust numba; do
    peer "$REPS" vectorbt vectorbt_peer W1 $backend
    for columns in 1 20; do peer 1 vectorbt vectorbt_peer W3 $backend $columns; done
  done
  peer "$REPS" classic backtesting_peer W1
  peer 1 classic backtesting_peer W3
  peer 1 classic backtrader_peer W1
  peer 1 jesse jesse_peer W1
  for depth in roivec hashmap; do
    for mode in W2a W2b W2replay W4 W4rad W4replay; do peer "$REPS" hftbacktest hftbacktest_peer $mode $depth; done
  done
  for mode in polars pandas nautilus; do peer "$REPS" nautilus load_peer $mode; done
  peer "$REPS" hftbacktest load_peer hftbacktest
  return 0
}

table() { "$venvs/tools/bin/python" "$scripts/table.py" "$results" "$oracle"; }

run_sessions() {
  printf '\n## A running session\n\n'
  mkdir -p "$data/sessions"
  "$ours" latency "$data/sessions" && echo && "$ours" host "$data/sessions" || return 1
  printf '\n### A live session, from the venue'"'"'s message to its order\n\n'
  "$ours" live "$data/sessions" 30 || return 1
  printf '\n### Through Redis, two processes\n\n'
  if command -v redis-server >/dev/null; then Benchmarks/redis.sh || return 1; else echo 'skipped: no redis-server'; fi
  printf '\n### Memory, idle\n\n' && Benchmarks/memory.sh idle || return 1
  printf '\n### Memory over 50,000,000 events\n\n' && Benchmarks/memory.sh long
}

case ${1:-} in
  setup) setup_tools && setup_peers && build_own ;;
  data) make_data ;;
  run) run_own; own=$?; run_peers; exit $own ;;
  table) table ;;
  sessions) build_own && run_sessions ;;
  all)
    setup_tools && setup_peers && build_own && make_data &&
      { run_own; own=$?; run_peers; table && run_sessions && exit $own; } ;;
  quick) setup_tools && build_own && make_data && { run_own; own=$?; table && run_sessions && exit $own; } ;;
  *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' Benchmarks/run.sh; exit 2 ;;
esac
