#!/usr/bin/env bash
# clang-tidy-19 at error level over our sources (not tests), by a compile database made for clang. Without arguments: all
# files; with: those named.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f build/tidy/compile_commands.json ] || cmake --preset fuzz -B build/tidy >/dev/null
ninja -C build/tidy tocsin_world_proto tocsin_vault_proto >/dev/null
files=("$@")
[ ${#files[@]} -gt 0 ] || mapfile -t files < <(git ls-files 'src/*.cc' | grep -v '_test\.cc$')
faults=$(printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy-19 -p build/tidy --quiet 2>/dev/null | grep -E ': (error|warning): ' | sort -u || true)
if [ -n "$faults" ]; then echo "$faults"; echo "tidy: $(wc -l <<<"$faults") faults"; exit 1; fi
echo "tidy: ${#files[@]} files, 0 faults"
