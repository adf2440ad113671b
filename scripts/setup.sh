#!/bin/sh
# Makes .venv/ with everything in it; does nothing when it is already so. Needs the network once.
# Runs in the project's root, whatever that folder is called.
set -eu

VENV=.venv
READY=$VENV/.ready
RUNS='import ensurepip, sqlite3, ssl, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'
NEWER='import ensurepip, sqlite3, ssl, sys, venv; sys.exit(sys.version_info < (3, 11))'

# Who asks whether the tests run with some Python gets that as the exit code, and nothing is made.
if [ "${1:-}" = --runs ]; then exec "$2" -c "$RUNS"; fi

# What the environment was made from. The folder is part of it: a moved .venv does not work.
key() {
    { pwd; cat requirements.lock pyproject.toml; } | cksum
}

# Whoever names another Python than the one in .venv wants it made anew.
same_python() {
    which='import sys; print(sys.base_prefix, sys.version)'
    [ -z "${PYTHON:-}" ] || [ "$("$PYTHON" -c "$which" 2>&1)" = "$("$VENV/bin/python" -c "$which" 2>&1)" ]
}

# The newest Python with which the tests are run; a newer one only where there is no such.
choose_python() {
    for test in "$RUNS" "$NEWER"; do
        for each in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
            if [ -n "$each" ] && "$each" -c "$test" 2>/dev/null; then
                echo "$each"
                return
            fi
            # Who names a Python means that one and no other.
            if [ -n "${PYTHON:-}" ]; then break; fi
        done
    done
    echo "setup: no Python 3.11 or newer was found (with its venv, ssl and sqlite3 modules)." >&2
    echo "       Install one (Debian, Ubuntu: apt install python3 python3-venv)," >&2
    echo "       or name yours: make setup PYTHON=/path/to/python3" >&2
    exit 1
}

# Where Python may keep no bytecode of its own (PYTHONDONTWRITEBYTECODE, as in many containers),
# every command would compile every module anew, a third of a second each time.
compile() {
    "$VENV/bin/python" -m compileall -q bot migrations
}

# pip would do this on one processor. What some package has for another Python is passed over.
compile_packages() {
    "$VENV/bin/python" -m compileall -q -j 0 "$VENV"/lib/python*/site-packages >/dev/null 2>&1 || true
}

# pip fetches and unpacks one package after the other; in parts, beside each other, they are there in
# half the time. The lock names all of them, so that no part has to look for what another brings.
install_packages() {
    parts=$(mktemp -d)
    awk -v parts="$parts" '/^[A-Za-z0-9]/ { n++ } n { print > (parts "/" n % 3) }' requirements.lock
    running='' failed=''
    for part in 0 1 2; do
        "$VENV/bin/python" -m pip install --quiet --no-compile --no-deps --require-hashes \
            --requirement "$parts/$part" >"$parts/$part.log" 2>&1 &
        running="$running $part:$!"
    done
    # A shell without a terminal lets Ctrl-C pass by what runs behind it.
    trap 'for each in $running; do kill "${each#*:}" 2>/dev/null; done; exit 130' INT TERM
    for each in $running; do
        wait "${each#*:}" || failed=${each%%:*}
    done
    trap - INT TERM
    # The others fail of the same: one tells it.
    if [ -n "$failed" ]; then cat "$parts/$failed.log" >&2; fi
    rm -rf "$parts"
    [ -z "$failed" ] && "$VENV/bin/python" -m pip check --quiet
}

if [ -f "$READY" ] && [ "$(cat "$READY")" = "$(key)" ] && "$VENV/bin/python" -c '' 2>/dev/null && same_python; then
    compile
    exit 0
fi

if ! "$VENV/bin/python" -m pip --version >/dev/null 2>&1 || ! same_python; then
    python=$(choose_python)
    echo "setup: making $VENV with $("$python" --version)"
    "$python" -m venv --clear "$VENV"
fi
rm -f "$READY"
export PIP_DISABLE_PIP_VERSION_CHECK=1
echo "setup: installing what requirements.lock names (a minute or two the first time)"
if ! install_packages; then
    echo "setup: the packages could not be fetched (pip says above why). It takes the network once;" >&2
    echo "       run the same again when it is there." >&2
    exit 1
fi
echo "setup: installing wardroom itself"
"$VENV/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
compile_packages
compile
key >"$READY"
echo "setup: done"
