"""Exit 0 when Odoo serves its own database: the login page is rendered from it, whereas `/web/health` never asks it,
and with `db_server_status=1` asks the database `postgres`. With workers, the event server must answer as well."""

import http.client
import os
import sys


def status(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=8)
    connection.request("GET", path)
    return connection.getresponse().status


def main():
    asked = [(int(os.environ.get("ODOO_HTTP_PORT", "8069")), "/web/login")]
    if int(os.environ.get("ODOO_WORKERS", "0")):
        asked.append((int(os.environ.get("ODOO_GEVENT_PORT", "8072")), "/websocket/health"))
    for port, path in asked:
        try:
            answer = status(port, path)
        except OSError as error:
            answer = error
        if answer != 200:
            sys.exit(f"{path} on {port}: {answer}")


if __name__ == "__main__":
    main()
