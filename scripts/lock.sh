#!/bin/sh
# Writes the lock files anew: hashes of every wheel, no index address, pins kept unless NEWER=1 is set.
set -eu
cd "$(dirname "$0")/.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
sh scripts/python.sh -m venv "$tools"
"$tools/bin/pip" install --quiet uv

compile() {
    output=$1
    shift
    "$tools/bin/uv" pip compile pyproject.toml "$@" ${NEWER:+--upgrade} \
        --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet --output-file "$output"
    echo "$output: $(grep -c '==' "$output") packages"
}

compile requirements.lock --extra build
compile requirements-test.lock --extra build --extra test --constraints requirements.lock
compile requirements-bench.lock --extra build --extra test --extra bench --constraints requirements-test.lock
