"""asyncpg as a client program: who cancels the task of a query has asyncpg send a CancelRequest."""
import asyncio
import threading

import asyncpg
import program

loop = asyncio.new_event_loop()
running = {}
starting = threading.Lock()


def wait(coroutine):
    return asyncio.run_coroutine_threadsafe(coroutine, loop).result()


def connect(url):
    known = ["sslmode", "sslrootcert"]
    if hasattr(asyncpg.connect_utils, "SSLNegotiation"):
        known.append("sslnegotiation")
    program.settings(url, known)
    return wait(asyncpg.connect(url))


def query(connection, sql):
    with starting:
        task = asyncio.run_coroutine_threadsafe(connection.fetch(sql), loop)
        running[connection] = task
    return task.result()


def cancel(connection, seconds):
    with starting:
        task = running.get(connection)
    if task:
        task.cancel()
    wait(canceled(connection))


async def canceled(connection):
    # The task has ended; the next query of the connection waits for the cancel. Nothing public tells when that is over.
    await asyncio.sleep(0)
    while connection._cancellations:
        await asyncio.wait(connection._cancellations)


async def close(connection):
    try:
        await connection.close(timeout=1)
    except Exception:
        connection.terminate()


def failure(connection, e):
    if connection is not None and connection.is_closed():
        return program.lost(e)
    return program.error(e, getattr(e, "sqlstate", None))


threading.Thread(target=loop.run_forever, daemon=True).start()
program.serve(
    "asyncpg " + asyncpg.__version__, connect, query, lambda connection: wait(close(connection)), failure, cancel)
