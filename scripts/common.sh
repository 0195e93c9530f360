# What every script here starts with: the checkout as working directory, no stray settings, two ways to speak.
# shellcheck shell=sh
CDPATH='' cd -- "$(dirname -- "$0")/.." || exit

# An active virtual environment, or a setting meant for another project, must not decide what is installed here.
unset VIRTUAL_ENV CONDA_PREFIX PYTHONHOME PYTHONPATH \
    UV_BUILD_CONSTRAINT UV_CONSTRAINT UV_EXCLUDE_NEWER UV_NO_VERIFY_HASHES UV_OVERRIDE UV_PROJECT_ENVIRONMENT \
    UV_PYTHON UV_SYSTEM_PYTHON
UV_PYTHON_INSTALL_DIR=$PWD/.tools/python
UV_HTTP_TIMEOUT=${UV_HTTP_TIMEOUT:-300} # seconds; TensorFlow alone is some 600 MB
export UV_PYTHON_INSTALL_DIR UV_HTTP_TIMEOUT
# Whoever has told pip about a mirror means uv too, which does not read pip's settings.
if [ -n "${PIP_INDEX_URL:-}" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then
    export UV_DEFAULT_INDEX="$PIP_INDEX_URL"
fi

say() { printf '%s\n' "$*" >&2; }

fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}
