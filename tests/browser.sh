#!/usr/bin/env bash
# The pages in a real browser: journeys from a fresh server, and axe on every page. Needs Node 18 or later, Debian's chromium, and
# the built binary (VIVA names another one, CHROMIUM another browser). Arguments go to Playwright: `tests/browser.sh -g hints`.
set -euo pipefail
cd "$(dirname "$0")/browser"

export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
[[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --no-audit --no-fund --ignore-scripts --silent
exec node_modules/.bin/playwright test "$@"
