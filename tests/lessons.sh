#!/usr/bin/env bash
# Every lesson trained as it says, natively: the number that it lets people expect lies within its band.
set -u
cd "$(dirname "$0")/.." || exit 1
exec python3 tests/lessons.py
