#!/bin/sh
# Prints how fast events pass through the runtime's queues and feeds on this machine.
set -eu
cd "$(dirname "$0")/.."
SIGMA_SPEED=1 swift test -c release -j 2 --filter SigmaRuntimeTests.RuntimeSpeedTests 2>&1 \
    | grep -E "SPEED|error|failed" || true
