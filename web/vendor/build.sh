#!/usr/bin/env bash
# Makes the committed bundles in this folder from npm packages of exact versions. `build.sh --check` fails if what is
# committed is not what comes out.
set -euo pipefail
cd "$(dirname "$0")"

npm ci --no-audit --no-fund --ignore-scripts --silent
if [[ "${1:-}" != --check ]]; then
    node build.mjs .
    exit
fi
scratch="$(mktemp -d)"
trap 'rm -rf -- "$scratch"' EXIT
node build.mjs "$scratch"
for made in "$scratch"/*; do
    cmp "$made" "$(basename "$made")" || { echo 'run web/vendor/build.sh and commit' >&2; exit 1; }
done
