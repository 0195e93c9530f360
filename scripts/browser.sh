#!/bin/sh
# Installs what the tests of the website's chat need: Chromium and Node.js (on Debian as root; elsewhere it names them),
# and the chat's own development tools into widget/node_modules.
set -eu
# shellcheck source=scripts/common.sh
. "$(dirname -- "$0")/common.sh"

have() { command -v "$1" >/dev/null 2>&1; }

have_chromium() { have chromium || have chromium-browser || have google-chrome; }

if ! have_chromium || ! have node || ! have npm; then
    if have apt-get && [ "$(id -u)" = 0 ]; then
        say "Installing Chromium and Node.js, for the tests of the website's chat ..."
        packages=
        have_chromium || packages="chromium fonts-liberation"
        if ! have node || ! have npm; then packages="$packages nodejs npm"; fi
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086 # a list of names
        { apt-get -qq update && apt-get -qq install --yes --no-install-recommends $packages; } >/dev/null ||
            say "They could not be installed (see above)."
    fi
fi

if ! have_chromium || ! have node || ! have npm; then
    say "Chromium, or Node.js 18 or later with npm, is missing; without them the tests of the website's chat are skipped.
  - Debian:  apt-get install chromium nodejs npm
  - macOS:   brew install --cask chromium && brew install node"
fi

stamp=widget/node_modules/installed
if have npm && [ -e widget/package-lock.json ] && ! cmp -s widget/package-lock.json "$stamp"; then
    say "Installing the chat's development tools into widget/node_modules ..."
    if npm ci --prefix widget --ignore-scripts --no-audit --no-fund --loglevel=error >&2; then
        cp widget/package-lock.json "$stamp"
    else
        say "They could not be installed (see above); the tests that need them are skipped."
    fi
fi
