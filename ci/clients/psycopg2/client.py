"""psycopg2 as a client program."""
import program
import psycopg2


def connect(url):
    try:
        connection = psycopg2.connect(url)
    except psycopg2.ProgrammingError as e:
        if "invalid URI query parameter" in str(e):
            raise program.Unsupported(str(e))
        raise
    connection.autocommit = True
    return connection


def query(connection, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def failure(connection, e):
    if connection is not None and connection.closed:
        return program.lost(e)
    return program.error(e, getattr(e, "pgcode", None))


program.serve(
    "psycopg2 %s, libpq %d" % (psycopg2.__version__.split()[0], psycopg2.extensions.libpq_version()),
    connect, query, lambda connection: connection.close(), failure, lambda connection, seconds: connection.cancel())
