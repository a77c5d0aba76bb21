"""pg8000 as a client program; it has no call for a cancel."""
import inspect
import ssl
from importlib.metadata import version

import pg8000
import program

OLD = "ssl_context" not in inspect.signature(pg8000.connect).parameters


def connect(url):
    named = program.settings(url, ["sslmode", "sslrootcert"])
    login = program.login(url)
    mode = named["sslmode"]
    if mode in ("prefer", "allow") or (OLD and mode.startswith("verify")):
        raise program.Unsupported("pg8000 has nothing like sslmode=" + mode)
    if OLD:
        login["ssl"] = mode == "require"
    elif mode != "disable":
        context = ssl.create_default_context(cafile=named.get("sslrootcert"))
        context.check_hostname = mode == "verify-full"
        if mode == "require":
            context.verify_mode = ssl.CERT_NONE
        login["ssl_context"] = context
    connection = pg8000.connect(**login)
    connection.autocommit = True
    return connection


def query(connection, sql):
    cursor = connection.cursor()
    cursor.execute(sql)
    return cursor.fetchall()


def close(connection):
    try:
        connection.close()
    except (pg8000.InterfaceError, OSError):
        pass  # It is lost already.


def failure(connection, e):
    said = e.args[0] if e.args else None
    if isinstance(said, dict):
        return program.error(said.get("M"), said.get("C"))
    if connection is not None and isinstance(e, (pg8000.InterfaceError, OSError)):
        return program.lost(e)
    return program.error(e)


program.serve("pg8000 " + version("pg8000"), connect, query, close, failure)
