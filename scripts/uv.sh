#!/bin/sh
# Prints the path of the pinned uv, first installed into .tools/uv, checked against requirements/uv.txt.
set -eu
# shellcheck source=scripts/common.sh
. "$(dirname -- "$0")/common.sh"

lock=requirements/uv.txt
home=$PWD/.tools/uv
part=$home.$$

if cmp -s "$lock" "$home/lock.txt" && "$home/bin/uv" --version >/dev/null 2>&1; then
    printf '%s\n' "$home/bin/uv"
    exit 0
fi

trap 'rm -rf "$part" "$part.pip"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# pip_of PYTHON: sets pip_python to a Python 3.8 or later that has pip: this one, or a venv made by it.
pip_of() {
    pip_python=$1
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1 || return 1
    "$1" -m pip --version >/dev/null 2>&1 && return 0
    pip_python=$part.pip/bin/python
    "$1" -m venv --clear "$part.pip" >/dev/null 2>&1
}

find_pip() {
    for python in ${PYTHON:+"$PYTHON"} python3 python3.10 python3.11 python3.12 python3.13 python3.14 python3.9 \
        python3.8 python "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.*/bin/python3; do
        if command -v "$python" >/dev/null 2>&1 && pip_of "$python"; then return 0; fi
    done
    return 1
}

say "Installing uv, the package installer, into .tools/ ..."
set -- --quiet --target "$part" --no-deps --only-binary :all: --require-hashes -r "$lock"
if find_pip; then
    PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 PIP_ROOT_USER_ACTION=ignore "$pip_python" -m pip install --disable-pip-version-check "$@" >&2
elif command -v uv >/dev/null 2>&1; then
    uv pip install --python 3.10 "$@" >&2
else
    fail "No Python 3.8 or later with pip was found, on the PATH or in pyenv; it is needed to install the rest.
What to do:
  - Debian, Ubuntu:  sudo apt-get install python3 python3-pip
  - Fedora:          sudo dnf install python3 python3-pip
  - macOS:           xcode-select --install
Then run the same command again."
fi || fail "uv, which installs everything else, could not be installed (see above).
Without a network, or behind a proxy or a mirror: see docs/setup.md. Then run the same command again."

cp "$lock" "$part/lock.txt"
rm -rf "$home"
mv "$part" "$home"
printf '%s\n' "$home/bin/uv"
