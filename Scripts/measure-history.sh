#!/bin/sh
# Prints how fast history files are written, read and imported on this machine.
set -eu
cd "$(dirname "$0")/.."
SIGMA_SPEED=1 swift test -c release -j 2 --filter SigmaHistoryTests.SpeedTests 2>&1 \
    | grep -E "SPEED|error|failed" || true
