#!/usr/bin/env bash
# All unit tests under address and undefined-behaviour sanitizers; those with threads under the thread sanitizer.
# --quick: the rooms that look after bytes and memory themselves, without the thread sanitizer.
set -euo pipefail
cd "$(dirname "$0")/.."
export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1 TOCSIN_SIM_LIVES="${TOCSIN_SIM_LIVES:-100}"
cmake --preset asan >/dev/null
if [ "${1:-}" = --quick ]; then
  ninja -C build/asan base_test geo_test journal_test | tail -n 1
  for test in base_test geo_test journal_test; do "build/asan/src/$test" --gtest_brief=1; done
  echo "sanitizers, quick: clean"
  exit
fi
ninja -C build/asan | tail -n 1
ctest --test-dir build/asan -j 2 --output-on-failure -Q || { ctest --test-dir build/asan --rerun-failed --output-on-failure; exit 1; }
cmake --preset tsan >/dev/null
threaded="journal_test vault_test engine_test doors_test"
# shellcheck disable=SC2086
ninja -C build/tsan $threaded | tail -n 1
for test in $threaded; do TSAN_OPTIONS=halt_on_error=1 "build/tsan/src/$test" --gtest_brief=1; done
echo "sanitizers: clean"
