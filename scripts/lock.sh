#!/bin/sh
# Writes requirements/*.txt anew from pyproject.toml: every version pinned, every file's hash, no host or address.
# Versions already locked stay as far as pyproject.toml allows; `make lock UPGRADE=1` takes the newest.
set -eu
# shellcheck source=scripts/common.sh
. "$(dirname -- "$0")/common.sh"

uv=$(scripts/uv.sh)
python=$(scripts/python.sh)

# compile OUTPUT PLATFORM ARGUMENT...: one lock file.
compile() {
    output=$1 target=$2
    shift 2
    say "$output"
    "$uv" pip compile --quiet --generate-hashes --python "$python" --python-version 3.10 --python-platform "$target" \
        --no-emit-index-url --no-emit-find-links --annotation-style line --custom-compile-command "make lock" \
        ${UPGRADE:+--upgrade} --output-file "$output" "$@" >/dev/null
}

compile requirements/uv.txt x86_64-unknown-linux-gnu requirements/uv.in
while read -r platform target; do
    compile "requirements/runtime-$platform.txt" "$target" pyproject.toml
    # The tools give way to what the bot runs on, never the other way round.
    compile "requirements/dev-$platform.txt" "$target" --extra dev \
        --constraints "requirements/runtime-$platform.txt" pyproject.toml
done <<END
linux-x86_64 x86_64-unknown-linux-gnu
linux-aarch64 aarch64-unknown-linux-gnu
macos-arm64 aarch64-apple-darwin
END
