#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages of the given lists that are not installed yet; quiet when none is missing.
#   setup.sh LIST...          lists are named relative to the repository
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

[ $# -gt 0 ] || fail "name at least one package list, such as Scripts/packages.txt"
mapfile -t wanted < <(sed 's/#.*//' "$@" | tr -s ' \t' '\n' | grep . | sort -u)

if ! command -v dpkg-query >/dev/null; then
  say "not a Debian-like system; make sure that you have the equivalents of: ${wanted[*]}"
  exit 0
fi

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing=()
for package in "${wanted[@]}"; do
  installed "${package%\?}" || missing+=("$package")
done

# What has been found unavailable once is not looked up again on every run.
unavailable=.build/unavailable-packages
needed=()
for package in "${missing[@]}"; do
  [[ $package == *\? ]] && grep -qxF "${package%\?}" "$unavailable" 2>/dev/null || needed+=("$package")
done
[ ${#needed[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then
  as_root=(env)
elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
  as_root=(sudo env)
else
  fail "missing packages, and neither root nor sudo to install them. Run as root: apt-get install ${needed[*]%\?}"
fi

apt() {
  "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() { "$@" >"$log" 2>&1 || { tail -n 20 "$log" >&2; return 1; }; }

quietly apt update || { say "apt-get update failed; trying once more"; quietly apt update; } ||
  fail "apt-get update failed twice; check the network and /etc/apt/sources.list"

found=()
for package in "${needed[@]}"; do
  name=${package%\?}
  if [[ $package != *\? ]] || [ -n "$(apt-cache policy "$name" | sed -n 's,Candidate: [^(],&,p')" ]; then
    found+=("$name")
  else
    say "$name is not offered by this release; what needs it is skipped"
    mkdir -p "${unavailable%/*}" && echo "$name" >>"$unavailable"
  fi
done
[ ${#found[@]} -gt 0 ] || exit 0

say "installing ${found[*]}"
quietly apt install -y --no-install-recommends "${found[@]}" || fail "apt-get install failed for: ${found[*]}"
