#!/bin/sh
# Tries the pages of a Tocsin binary in Chromium, one line a test. The npm packages go to build/browser.
#
# usage: run.sh BINARY [--only NAME] [--pictures FOLDER [--readme]]
# --pictures takes a picture of every page instead, with --readme only the two of docs/pictures.
# CHROMIUM names the browser. Without one the tests are skipped, or fail when CI=true or TOCSIN_REQUIRE_BROWSER=1.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 1 ]; then
  echo "usage: run.sh BINARY [--only NAME] [--pictures FOLDER [--readme]]" >&2
  exit 2
fi

cannot_run() {
  if [ "${CI:-}" = true ] || [ "${TOCSIN_REQUIRE_BROWSER:-}" = 1 ]; then
    echo "FAILED browser: $1"
    exit 1
  fi
  echo "skipped browser: $1"
  exit 0
}

CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$CHROMIUM" ] || cannot_run "chromium is not installed"
command -v node >/dev/null && command -v npm >/dev/null || cannot_run "node and npm are not installed"

packages=$here/../../build/browser
mkdir -p "$packages"
if ! cmp -s "$here/package.json" "$packages/installed.json"; then
  cp "$here/package.json" "$packages/package.json"
  (cd "$packages" && npm install --no-package-lock --no-audit --no-fund >npm.log 2>&1) ||
    cannot_run "npm could not install the packages, see build/browser/npm.log"
  cp "$here/package.json" "$packages/installed.json"
fi

export CHROMIUM
NODE_PATH=$(cd "$packages" && pwd)/node_modules exec node "$here/main.js" "$@"
