#!/bin/sh
# Prints the path of a Python 3.10 that can run the bot: the one in $PYTHON, one found here, or one fetched.
set -eu
# shellcheck source=scripts/common.sh
. "$(dirname -- "$0")/common.sh"

why=

# usable PYTHON: prints where it really is (neither a shim nor a virtual environment, which may be the very one that
# is made anew), or keeps the reason why it will not do.
usable() {
    [ -n "$1" ] && command -v "$1" >/dev/null 2>&1 || return 1
    if answer=$("$1" -I -c '
import sys
if sys.version_info[:2] != (3, 10):
    sys.exit("is Python %d.%d" % sys.version_info[:2])
import ctypes, sqlite3, ssl, zlib
print(sys.executable if sys.prefix == sys.base_prefix else sys.base_prefix + "/bin/python3.10")' 2>&1); then
        printf '%s\n' "$answer" | tail -n 1
        exit 0
    fi
    why="$why
  $1: $(printf '%s\n' "$answer" | tail -n 1)"
    return 1
}

if [ -n "${PYTHON:-}" ]; then
    usable "$PYTHON" || fail "PYTHON=$PYTHON is not a Python 3.10 that can run the bot.${why:-
  $PYTHON: not found}
Give the path of a Python 3.10, or leave PYTHON unset to have one found or fetched."
fi

usable python3.10 || true
usable python3 || true
if command -v pyenv >/dev/null 2>&1; then
    usable "$(pyenv prefix 3.10 2>/dev/null || true)/bin/python3.10" || true
fi
for python in "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.10*/bin/python3.10; do
    usable "$python" || true
done

uv=$(scripts/uv.sh)
usable "$("$uv" python find --system --no-project --no-python-downloads 3.10 2>/dev/null || true)" || true

say "No Python 3.10 here: fetching one into .tools/python ..."
"$uv" python install --no-bin 3.10 >&2 || true
usable "$("$uv" python find --managed-python --no-project --no-python-downloads 3.10 2>/dev/null || true)" || true

fail "The bot needs Python 3.10, and none was found or could be fetched.${why:+
Tried:}$why
What to do, one of:
  - pyenv install 3.10, or install python3.10 from your system's packages
  - make run PYTHON=/path/to/python3.10
  - allow this machine to download Python, or name a mirror: see docs/setup.md
Then run the same command again."
