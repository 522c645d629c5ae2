#!/bin/sh
# Runs a Python script of this project with the first interpreter that is new enough.
cd "$(dirname "$0")/.." || exit 1
for python in .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$python" "$@"
    fi
done
echo "Obkhid needs Python 3.11 or newer and found none: install it (on Debian and Ubuntu: apt install python3)." >&2
exit 1
