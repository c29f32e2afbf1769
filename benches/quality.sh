#!/usr/bin/env bash
# Measures the release binary on the labelled data and writes docs/quality.md (`--check`: compares with the floors instead).
# usage: benches/quality.sh [--check] [--only segment,align,stories,clean,contrast,human,local,names,docs]
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -d ../shared/data ]; then
  echo "quality: ../shared/data is not here; the floors are not checked"
  exit 0
fi
# Release code without the long link.
[ -n "${BILINT:-}" ] || { cargo build --profile measure --quiet && export BILINT="$PWD/target/measure/bilint"; }
exec python3 benches/quality.py "$@"
