#!/bin/sh
# Fills .venv with the pinned packages: `install.sh runtime` for the demo, `install.sh dev` for tests.
#
# Both use one .venv; runtime adds only, so it never takes the test tools away again. A stamp holds the
# checksum of what was installed: the second time costs nothing and needs no network.
set -eu
cd "$(dirname "$0")/../.."
wanted=$1
list=infra/requirements/$wanted.txt
stamp=.venv/.installed-$wanted

say() { printf '%s\n' "$*"; }

suitable() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11) or sys.version_info >= (3, 15))' 2>/dev/null
}

find_python() {
    for name in python3.14 python3.13 python3.12 python3.11 python3; do
        if suitable "$name"; then
            command -v "$name"
            return
        fi
    done
    say "Deskhand needs Python 3.11 to 3.14 with its venv module; found: $(python3 --version 2>&1 || true)." >&2
    say "Debian and Ubuntu: apt install python3 python3-venv. macOS: brew install python. Then run make again." >&2
    exit 1
}

with_uv() {
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r infra/embedded/uv.txt || return 1
    # uv does not read pip's configuration: hand it the package index, if pip was given one.
    if [ -z "${UV_DEFAULT_INDEX:-}" ]; then
        index=${PIP_INDEX_URL:-$(.venv/bin/pip config get global.index-url 2>/dev/null || true)}
        if [ -n "$index" ]; then export UV_DEFAULT_INDEX="$index"; fi
    fi
    export VIRTUAL_ENV="$PWD/.venv"
    if [ "$wanted" = dev ]; then
        .venv/bin/uv pip sync --require-hashes "$list"
    else
        .venv/bin/uv pip install --require-hashes -r "$list"
    fi
}

with_pip() {
    say "uv is of no use here; installing with pip, which takes a minute or two longer."
    .venv/bin/pip install --disable-pip-version-check --require-hashes -r "$list"
}

sum="$(cksum <"$list") $(cksum <infra/embedded/uv.txt)"
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ]; then
    exit 0
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    say "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi
say "Installing packages of $list"
with_uv || with_pip
printf '%s' "$sum" >"$stamp"
