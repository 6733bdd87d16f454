#!/usr/bin/env bash
# Installs what Tocsin is measured against, without starting any service: the benches run their own, in scratch folders.
set -euo pipefail
sudo=(); [ "$(id -u)" = 0 ] || sudo=(sudo)
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$policy" >/dev/null; "${sudo[@]}" chmod +x "$policy"
  trap '"${sudo[@]}" rm -f "$policy"' EXIT
fi
"${sudo[@]}" apt-get update -qq || true
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  postgresql-15 postgresql-15-postgis-3 redis-server redis-tools nginx-light libnginx-mod-nchan nats-server wrk >/dev/null
