#!/usr/bin/env bash
# All unit tests under address and undefined-behaviour sanitizers; engine and doors under the thread sanitizer.
set -euo pipefail
cd "$(dirname "$0")/.."
export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1 TOCSIN_SIM_LIVES="${TOCSIN_SIM_LIVES:-100}"
cmake --preset asan >/dev/null
ninja -C build/asan | tail -n 1
ctest --test-dir build/asan -j 2 --output-on-failure -Q || { ctest --test-dir build/asan --rerun-failed --output-on-failure; exit 1; }
cmake --preset tsan >/dev/null
ninja -C build/tsan engine_test doors_test | tail -n 1
for test in engine_test doors_test; do TSAN_OPTIONS=halt_on_error=1 "build/tsan/src/$test" --gtest_brief=1; done
echo "sanitizers: clean"
