#!/usr/bin/env bash
# ./x bench [NAME...] [--quick] [--rounds=N] [--write-docs] [--install-peers]
# Runs the sections named, or all of them, one after the other. Exit code: 2 when one could not run, else 1 when one is
# below a goal, else 3 when one is inconclusive, else 0.
set -euo pipefail
cd "$(dirname "$0")/.."
export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1
sections=(audience fence checkins step fanout nepal live requests cap recovery vault partitions)
names=() options=()
for argument in "$@"; do
  case "$argument" in
    --install-peers) tools/bench_peers.sh ;;
    --*) options+=("$argument") ;;
    *) names+=("$argument") ;;
  esac
done
[ ${#names[@]} -gt 0 ] || names=("${sections[@]}")
for name in "${names[@]}"; do
  case " ${sections[*]} " in *" $name "*) ;; *) echo "bench: there is no section $name; there are: ${sections[*]}" >&2; exit 2 ;; esac
done
tools/setup.sh tools/packages.txt tools/packages-bench.txt
# A quick run says nothing about speed, so it takes the build that the tests have made, where there is one.
preset=release
case " ${options[*]-} " in *" --quick "*) [ ! -f build/dev/tocsin ] || preset=dev ;; esac
[ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >/dev/null
# What libraries of peers are there is looked at anew.
[ -z "$(find tools/packages-bench.txt -newer "build/$preset/CMakeCache.txt")" ] || cmake --preset "$preset" >/dev/null
ninja -C "build/$preset" -j "$(nproc)" tocsin "${names[@]/#/tocsin_bench_}" | tail -n 1
worst=0
for name in "${names[@]}"; do
  code=0; "build/$preset/bench/tocsin_bench_$name" ${options[@]+"${options[@]}"} || code=$?
  case "$code" in 0) ;; 1) [ "$worst" = 2 ] || worst=1 ;; 3) [ "$worst" != 0 ] || worst=3 ;; *) echo "bench: $name ended with $code" >&2; worst=2 ;; esac
  echo
done
exit "$worst"
