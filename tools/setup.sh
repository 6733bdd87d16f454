#!/usr/bin/env bash
# Installs the Debian packages named in the given lists; prints the missing ones first. Quick when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
lists=("$@"); [ ${#lists[@]} -gt 0 ] || lists=(tools/packages.txt)
command -v dpkg-query >/dev/null || { echo "tocsin: this script knows Debian 12; elsewhere install what ${lists[*]} names" >&2; exit 2; }
missing=()
while read -r name _; do
  case "$name" in ''|'#'*) continue ;; esac
  # A tool that is on the machine by other means (a newer Node, say) is taken as it is.
  case "$name" in nodejs) command -v node >/dev/null && continue ;; npm|cmake) command -v "$name" >/dev/null && continue ;; esac
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null || true)" = installed ] || missing+=("$name")
done < <(cat "${lists[@]}")
[ ${#missing[@]} -gt 0 ] || exit 0
echo "Missing Debian packages: ${missing[*]}"
sudo=(); [ "$(id -u)" = 0 ] || sudo=(sudo)
if [ ${#sudo[@]} -gt 0 ] && ! command -v sudo >/dev/null; then echo "tocsin: install them as root, then run this again" >&2; exit 2; fi
export DEBIAN_FRONTEND=noninteractive
"${sudo[@]}" apt-get update -qq || true
"${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
