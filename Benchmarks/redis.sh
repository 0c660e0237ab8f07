#!/usr/bin/env bash
# How long a tick takes from the feed process through Redis to an order in the session process, journal on.
#   redis.sh [SECONDS]   at 1,000 and 10,000 ticks a second (20 s each)
# Starts a Redis server of its own on 127.0.0.1. Prints a Markdown table: from the instant the feed had the tick, as its
# message says, until the order is recorded and handed over. SIGMA names the program.
set -euo pipefail
cd "$(dirname "$0")/.."
sigma=${SIGMA:-.build/release/sigma}
seconds=${1:-20}
port=${REDIS_PORT:-26379}
folder=$(mktemp -d "${TMPDIR:-/tmp}/sigma-redis-XXXXXX")
redis-server --port "$port" --bind 127.0.0.1 --dir "$folder" --appendonly yes --save '' >"$folder/redis.log" 2>&1 &
server=$!
session=
trap 'kill $session "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT

until redis-cli -p "$port" ping >/dev/null 2>&1; do kill -0 "$server" || { cat "$folder/redis.log" >&2; exit 1; }; done

# listeners NAME: how many listen to the session's ticks
listeners() { redis-cli -p "$port" --raw PUBSUB NUMSUB "sigma:$1:market.tick" | tail -n 1; }

echo "| ticks/s | ticks | orders | lost | decision p50 ms | p99 | effect p50 ms | p99 | p99.9 |"
echo "|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
for rate in 1000 10000; do
  name=redis-$rate
  cat >"$folder/$name.yaml" <<YAML
session: $name
data-directory: $folder/data
instruments: [{venue: upbit, symbol: KRW-BTC}]
strategies:
  - {id: cross, name: ema-cross, symbol: KRW-BTC, timeframe: 1s, sizing: 'total:100000',
     parameters: {fast: 1, slow: 2, seeding: first}}
feed: {seed: 5, start: 2026-01-01T00:00:00Z, events-per-second: 100, speed: $((rate / 100))}
bus: {url: 'redis://127.0.0.1:$port'}
monitoring: {enabled: false}
YAML
  "$sigma" run --config "$folder/$name.yaml" --bus redis --events $((rate * seconds)) --json \
    >"$folder/$name.json" 2>"$folder/$name.log" &
  session=$!
  until [ "$(listeners "$name")" = 1 ]; do kill -0 "$session" || { tail -n 3 "$folder/$name.log" >&2; exit 1; }; done
  # A few ticks more than the session takes, should any be lost.
  "$sigma" feed --config "$folder/$name.yaml" --events $((rate * (seconds + 1))) >"$folder/feed.log" 2>&1 || {
    tail -n 3 "$folder/feed.log" >&2
    exit 1
  }
  wait "$session" || { tail -n 3 "$folder/$name.log" >&2; exit 1; }
  session=
  tr -d '",\n' <"$folder/$name.json" | awk -v rate="$rate" '{
    for (i = 1; i < NF; i++) if ($i == ":") value[$(i - 1)] = $(i + 1)
    printf "| %d | %d | %d | %d | %.3f | %.3f | %.3f | %.3f | %.3f |\n", rate, value["marketEvents"], value["orders"],
      value["lostMessages"], value["decisionMedian"] / 1e6, value["decisionP99"] / 1e6, value["effectMedian"] / 1e6,
      value["effectP99"] / 1e6, value["effectP999"] / 1e6
  }'
done
