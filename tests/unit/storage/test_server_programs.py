"""What PostgreSQL's programs say when they fail, as one line: recorded from version 15."""

import pytest

from bot.storage import server_programs


@pytest.mark.parametrize(
    ("said", "cause", "cure"),
    [
        (
            ("pg_dump: error: query failed: ERROR:  permission denied for table t\n"
            "pg_dump: detail: Query was: LOCK TABLE public.t IN ACCESS SHARE MODE\n"),
            "permission denied for table t", "Let the user of DATABASE_URL own",
        ),
        (
            ("pg_restore: error: could not execute query: ERROR:  must be owner of table t\n"
            "Command was: DROP TABLE IF EXISTS public.t;\n"),
            "must be owner of table t", "Let the user of DATABASE_URL own",
        ),
        (
            ("pg_dump: error: aborting because of server version mismatch\n"
            "pg_dump: detail: server version: 17.2; pg_dump version: 15.20\n"),
            ("aborting because of server version mismatch; server version: 17.2; pg_dump version: "
            "15.20"), "in the server's version",
        ),
        (
            ('pg_dump: error: connection to server at "127.0.0.1", port 5999 failed: Connection '
            "refused\n\tIs the server running on that host and accepting TCP/IP connections?\n"),
            'connection to server at "127.0.0.1", port 5999 failed: Connection refused',
            "Look whether the server runs",
        ),
        (
            'pg_dump: error: could not fsync file "/dev/full": Invalid argument\n',
            'could not fsync file "/dev/full": Invalid argument', "Make room",
        ),
        (
            'pg_dump: error: could not open output file "/no/x": No such file or directory\n',
            'could not open output file "/no/x": No such file or directory', "Name a file in a",
        ),
        (
            "pg_restore: error: input file is too short (read 3, expected 5)\n",
            "input file is too short (read 3, expected 5)", "`wardroom db backup` wrote",
        ),
        ("pg_restore: error: no such thing\n", "no such thing", "Put that right"),
        ("Killed\n", "Killed", "Put that right"),
        ("", "", "Put that right"),
    ],
)  # fmt: skip
def test_the_cause_and_what_to_do_about_it(said: str, cause: str, cure: str) -> None:
    why = server_programs.cause(said)
    assert why == cause
    assert cure in server_programs.cure(why)
