#!/bin/sh
# Brings .venv in step with the platform's lock file; with --dev, the one that has the development tools too, and installs
# what the tests in a browser need.
set -eu
# shellcheck source=scripts/common.sh
. "$(dirname -- "$0")/common.sh"

profile=runtime
case "${1:-}" in
    '') ;;
    --dev)
        profile=dev
        scripts/browser.sh
        ;;
    *) fail "scripts/install.sh takes --dev or nothing, not '$1'." ;;
esac
# Who has the development tools keeps them: `make run` after `make test` takes nothing away.
if [ -e .venv/installed-dev ]; then profile=dev; fi
stamp=.venv/installed-$profile

# platform_of PYTHON: the name its lock files go by; fails where that is no working Python 3.10.
platform_of() {
    "$1" -I -c '
import platform, sys
if sys.version_info[:2] != (3, 10):
    sys.exit(1)
system = {"linux": "linux", "darwin": "macos"}.get(sys.platform, sys.platform)
if system == "linux" and platform.libc_ver()[0] != "glibc":
    system = "linux-without-glibc"
print(system + "-" + platform.machine().lower())' 2>/dev/null
}

# inputs: all that decides what .venv holds; the stamp is a copy of it.
inputs() { cat "$lock" pyproject.toml scripts/install.sh; }

python=
# A .venv that was moved or copied has commands that still name the old place, and an interrupted installation
# can leave a package that looks installed but lacks files: both are made anew.
if platform=$(platform_of .venv/bin/python) && grep -qsF "$PWD/.venv" .venv/bin/activate &&
    [ ! -e .venv/unfinished ]; then
    lock=requirements/$profile-$platform.txt
    if [ -e "$lock" ] && inputs | cmp -s - "$stamp"; then exit 0; fi
else
    python=$(scripts/python.sh)
    platform=$(platform_of "$python")
    lock=requirements/$profile-$platform.txt
fi
[ -e "$lock" ] || fail "There is no lock file for this machine ($platform), so the bot cannot be installed on it.
It runs on: $(for known in requirements/runtime-*.txt; do
    known=${known#requirements/runtime-}
    printf '%s ' "${known%.txt}"
done)"

uv=$(scripts/uv.sh)
rm -f .venv/installed-runtime .venv/installed-dev
if [ -n "$python" ]; then
    "$uv" venv --quiet --no-project --clear --python "$python" .venv
fi
: >.venv/unfinished
quiet=--quiet
if [ -t 2 ]; then quiet=; fi # uv's progress bars are for whoever is watching
say "Installing the bot into .venv (some 2.6 GB; the first time takes a few minutes) ..."
# The lock file doubles as build constraints, so that what builds the few source distributions is hash-checked as well.
"$uv" pip sync ${quiet:+"$quiet"} --python .venv/bin/python --require-hashes --build-constraints "$lock" "$lock" ||
    fail "Not everything could be installed (see above). Nothing is lost: mend the cause and run the same command again.
Without a network, or behind a proxy or a mirror: see docs/setup.md."
"$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --offline -e .
rm .venv/unfinished
inputs >"$stamp"
