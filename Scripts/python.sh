#!/usr/bin/env bash
# Prints the interpreter of the oracles' environment, making .venv first when it is missing or its requirements changed.
# Prints nothing, and says why, where there is no Python 3.11 or newer: the oracle tests are then skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

requirements=Tests/Oracles/requirements.txt
environment=.venv
stamp=$environment/requirements.stamp

say() { printf 'python: %s\n' "$*" >&2; }

usable() { "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

interpreter=
for candidate in python3.13 python3.12 python3.11 python3; do
  if usable "$candidate"; then
    interpreter=$candidate
    break
  fi
done
if [ -z "$interpreter" ]; then
  say "no Python 3.11 or newer with venv was found ($(python3 --version 2>&1 || true)); the oracle tests are skipped"
  exit 0
fi

want="$("$interpreter" --version) $(sha256sum <"$requirements")"
if [ "$(cat "$stamp" 2>/dev/null)" != "$want" ]; then
  say "making $environment with $("$interpreter" --version)"
  rm -rf "$environment"
  "$interpreter" -m venv "$environment"
  "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --retries 5 -r "$requirements" >&2 || {
    say "pip could not install $requirements; check the network, then run make test again"
    exit 1
  }
  printf '%s\n' "$want" >"$stamp"
fi
printf '%s\n' "$PWD/$environment/bin/python"
