"""What the client programs in Python share: a thread for each command. See docs/client-programs.md."""
import json
import sys
import threading
from urllib.parse import parse_qsl, unquote, urlsplit


class Unsupported(Exception):
    """The driver has no such call or setting."""


def settings(url, known):
    """The settings of a URL, of which the driver must know each."""
    named = dict(parse_qsl(urlsplit(url).query))
    for name in named:
        if name not in known:
            raise Unsupported("the driver has no setting for " + name)
    return named


def login(url):
    """What else a URL says, for drivers that take no URL."""
    parts = urlsplit(url)
    if "," in parts.netloc:
        raise Unsupported("the driver takes one address")
    return {"host": parts.hostname, "port": parts.port, "database": parts.path[1:],
            "user": parts.username, "password": unquote(parts.password)}


def serve(driver, connect, query, close, failure, cancel=None):
    """Obeys what the standard input says.

    connect(url) returns a connection, query(connection, sql) its rows; failure(connection, error) returns an answer;
    cancel(connection, seconds) may take so long.
    """
    connections = {}
    writing = threading.Lock()

    def answer(told):
        what, name = told["do"], told.get("conn")
        if what == "hello":
            can = ["query", "cancel", "tls"] if cancel else ["query", "tls"]
            return {"ok": {"driver": driver, "can": can}}
        if what == "connect":
            connections[name] = connect(told["url"])
            return {"ok": {}}
        if what == "close":
            if name in connections:
                close(connections.pop(name))
            return {"ok": {}}
        if what == "cancel" and not cancel:
            return {"unsupported": "the driver has no call for a cancel"}
        if name not in connections:
            return {"lost": "there is no connection"}
        if what == "cancel":
            cancel(connections[name], told["within_ms"] / 1000)
            return {"ok": {}}
        if what == "query":
            rows = query(connections[name], told["sql"])
            return {"ok": {"rows": [[None if value is None else str(value) for value in row] for row in rows]}}
        return {"unsupported": what}

    def obey(told):
        connection = connections.get(told.get("conn"))
        try:
            result = answer(told)
        except Unsupported as e:
            result = {"unsupported": str(e)}
        except Exception as e:
            result = failure(connection, e)
        with writing:
            print(json.dumps({"id": told["id"], **result}), flush=True)

    obey(json.loads(sys.stdin.readline()))  # hello
    for line in sys.stdin:
        threading.Thread(target=obey, args=(json.loads(line),), daemon=True).start()


def error(e, sqlstate=None):
    """An answer for an error that leaves the connection as it is."""
    return {"error": {"sqlstate": sqlstate or "", "message": str(e) or type(e).__name__}}


def lost(e):
    """An answer for an error after which there is no connection."""
    return {"lost": str(e) or type(e).__name__}
