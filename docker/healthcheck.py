"""Exit 0 when Odoo does what it is for; else the faults, one a line.

The login page is rendered from Odoo's own database, whereas `/web/health` never asks it, and with `db_server_status=1`
asks the database `postgres`. Beyond that: Odoo's own role writes and reads, the filestore takes a file and has space,
scheduled actions run, and no module is left half installed."""

import http.client
import os
import shutil
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

import configuration
import psycopg2

# mended_by_start: would the same Odoo, started again, be well? at_once: is that certain, so that nobody need wait for it?
Fault = namedtuple("Fault", ["text", "mended_by_start", "at_once"], defaults=[False])

LATE_MINUTES = int(os.environ.get("ODOO_HEALTH_CRON_MINUTES", "60"))
FREE_MB = int(os.environ.get("ODOO_HEALTH_FREE_MB", "256"))


def faults():
    """Everything that is wrong now. What the database lacks explains a page that fails: then no start mends it."""
    inside = [*database_faults(), *filestore_faults()]
    hopeless = any(not fault.mended_by_start for fault in inside)
    return [*inside, *(Fault(text, not hopeless) for text in page_faults())]


def page_faults():
    asked = [(int(os.environ.get("ODOO_HTTP_PORT", "8069")), "/web/login")]
    if int(os.environ.get("ODOO_WORKERS", "0")):
        asked.append((int(os.environ.get("ODOO_GEVENT_PORT", "8072")), "/websocket/health"))
    for port, path in asked:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=8)
        try:
            connection.request("GET", path)
            answer = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            answer = error
        finally:
            connection.close()
        if answer != 200:
            yield f"{path} on {port}: {answer}"


def database_faults():
    if "ODOO_DB_HOST" not in os.environ:
        return
    try:
        connection = configuration.connect(connect_timeout=5, options="-c statement_timeout=5000")
    except psycopg2.Error as error:
        yield Fault(f"database: {first_line(error)}", False)
        return
    with connection, connection.cursor() as cursor:
        started_with = configuration.configured_password()
        if started_with is not None and started_with != configuration.database_password():
            yield Fault("database: the secret of Odoo's role has changed since its start", True, True)
        try:
            # A table that grows by pages, and is gone with the transaction: what a full disk refuses.
            cursor.execute("CREATE TEMPORARY TABLE ipai_health ON COMMIT DROP AS SELECT repeat('x', 500) FROM generate_series(1, 100)")
            cursor.execute("SELECT count(*) FROM ipai_health")
            cursor.fetchone()
            yield from schedule_faults(cursor)
        except psycopg2.Error as error:
            yield Fault(f"database: {first_line(error)}", False)
    connection.close()


def schedule_faults(cursor):
    cursor.execute("SELECT to_regclass('public.ir_cron') IS NOT NULL AND to_regclass('public.ir_module_module') IS NOT NULL")
    if not cursor.fetchone()[0]:
        return
    cursor.execute(
        "SELECT count(*), max(floor(extract(epoch FROM now() AT TIME ZONE 'UTC' - nextcall) / 60)) FROM ir_cron"
        " WHERE active AND nextcall < now() AT TIME ZONE 'UTC' - make_interval(mins => %s)",
        [LATE_MINUTES],
    )
    late, minutes = cursor.fetchone()
    if late:
        yield Fault(f"schedule: {late} actions are late, the first by {minutes:.0f} minutes", True)
    cursor.execute("SELECT string_agg(name, ', ') FROM ir_module_module WHERE state IN ('to install', 'to upgrade', 'to remove')")
    (pending,) = cursor.fetchone()
    if pending:
        yield Fault(f"modules: half done are {pending}", False)


def filestore_faults():
    folder = Path(os.environ.get("ODOO_DATA", "/var/lib/odoo"))
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x" * 65536)
            file.flush()
            os.fsync(file.fileno())
        free = shutil.disk_usage(folder).free // 2**20
    except OSError as error:
        yield Fault(f"filestore: {error.strerror}", False)
        return
    if free < FREE_MB:
        yield Fault(f"filestore: {free} MB are free", False)


def first_line(error):
    return str(error).strip().split("\n")[0] or type(error).__name__


def main():
    found = faults()
    if found:
        sys.exit("\n".join(fault.text for fault in found))


if __name__ == "__main__":
    main()
