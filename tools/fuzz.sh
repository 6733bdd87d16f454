#!/usr/bin/env bash
# ./x fuzz [NAME] [--seconds N]: runs one fuzzer, or each in turn, from the seeds in spec/ (and ../shared where it is there).
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=60; only=
while [ $# -gt 0 ]; do case "$1" in --seconds) seconds=$2; shift 2 ;; *) only=$1; shift ;; esac; done
[ -f build/fuzz/build.ninja ] || cmake --preset fuzz >/dev/null
targets=(); for file in fuzz/fuzz_*.cc; do name=$(basename "$file" .cc); [ -z "$only" ] || [ "fuzz_$only" = "$name" ] || [ "$only" = "$name" ] || continue; targets+=("$name"); done
[ ${#targets[@]} -gt 0 ] || { echo "no fuzzer is called $only"; exit 2; }
ninja -C build/fuzz "${targets[@]}" | tail -n 1
for name in "${targets[@]}"; do
  corpus=build/fuzz/corpus/$name; mkdir -p "$corpus"
  case "$name" in
    fuzz_cap) find scenarios "${TOCSIN_SHARED:-../shared}/data/cap/valid" "${TOCSIN_SHARED:-../shared}/data/cap/invalid" -name '*.xml' -size -20k -exec cp -n -t "$corpus/" {} + 2>/dev/null || true ;;
    fuzz_http) cp -n spec/http/*.txt "$corpus/" ;;
    fuzz_strip) for file in ../shared/data/article/article.txt; do [ ! -f "$file" ] || cp -n "$file" "$corpus/"; done ;;
  esac
  if "build/fuzz/fuzz/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 -artifact_prefix="build/fuzz/$name-" -print_final_stats=1 "$corpus" >"build/fuzz/$name.log" 2>&1; then
    echo "fuzz $name: $(grep -o 'number_of_executed_units: [0-9]*' "build/fuzz/$name.log" | grep -o '[0-9]*$') inputs in $seconds s, no fault"
  else
    tail -n 40 "build/fuzz/$name.log"; echo "fuzz $name: FAULT"; exit 1
  fi
done
