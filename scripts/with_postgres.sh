#!/bin/sh
# Runs a command beside a PostgreSQL server of its own, if that can be had here: its programs are
# installed, and nobody named a server with WARDROOM_TEST_POSTGRES. Else the command just runs.
#
# Such a server need not wait for a disk, since nothing in it outlives the command, which is half of
# what tests wait for; and the machine's own server and its settings are left alone.
set -eu

if [ -n "${WARDROOM_TEST_POSTGRES:-}" ]; then exec "$@"; fi

bin=
for each in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin "$(dirname "$(command -v initdb || echo /none/x)")"; do
    if [ -x "$each/initdb" ] && [ -x "$each/pg_ctl" ]; then bin=$each; fi
done
if [ -z "$bin" ]; then exec "$@"; fi

# The server refuses to run as root, so root lends it the account that its package made.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

home=$(mktemp -d)
port=$(.venv/bin/python -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')

start() {
    if [ "$(id -u)" = 0 ]; then chown postgres: "$home" || return; fi
    as_postgres "$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N &&
        as_postgres "$bin/pg_ctl" -D "$home/data" -w -l "$home/log" start -o \
            "-p $port -h 127.0.0.1 -k '' -F -c synchronous_commit=off -c full_page_writes=off \
             -c autovacuum=off -c jit=off -c wal_level=minimal -c max_wal_senders=0"
}

# Whatever ends the command, be it kill -9, its end of the pipe closes, and its server goes with it.
watch() {
    exec >/dev/null 2>&1 </dev/null
    trap '' HUP INT TERM
    cat "$home/alive"
    as_postgres "$bin/pg_ctl" -D "$home/data" -m immediate stop || true
    rm -rf "$home"
}

if start >"$home/start.log" 2>&1 </dev/null; then
    echo "PostgreSQL: a server of our own from $bin, on port $port"
    export WARDROOM_TEST_POSTGRES="postgresql://postgres@127.0.0.1:$port/postgres"
    mkfifo "$home/alive"
    watch &
    exec 3>"$home/alive"
else
    echo "PostgreSQL: no server of our own could be started with $bin:" >&2
    tail -n 3 "$home/start.log" >&2
    rm -rf "$home"
fi
exec "$@"
