"""psycopg 3 as a client program: Connection.cancel, or cancel_safe where the first argument says so."""
import sys

import program
import psycopg

safe = "cancel_safe" in sys.argv
if safe and not hasattr(psycopg.Connection, "cancel_safe"):
    print("psycopg %s has no cancel_safe: it comes with psycopg 3.2" % psycopg.__version__, file=sys.stderr)
    sys.exit(127)


def connect(url):
    try:
        return psycopg.connect(url, autocommit=True)
    except psycopg.ProgrammingError as e:
        if "invalid URI query parameter" in str(e):
            raise program.Unsupported(str(e))
        raise


def cancel(connection, seconds):
    if safe:
        connection.cancel_safe(timeout=seconds)
    else:
        connection.cancel()


def failure(connection, e):
    if connection is not None and connection.closed:
        return program.lost(e)
    return program.error(e, getattr(e, "sqlstate", None))


program.serve(
    "psycopg %s, libpq %d" % (psycopg.__version__, psycopg.pq.version()),
    connect, lambda connection, sql: connection.execute(sql).fetchall(),
    lambda connection: connection.close(), failure, cancel)
