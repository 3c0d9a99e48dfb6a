"""Starts Odoo in its container.

    entrypoint.py serve [OPTION…]      the stack: prepare the database once, then serve and watch over Odoo's health
    entrypoint.py odoo ARGUMENT…       any command of odoo-bin, with the stack's configuration where there is a stack
    entrypoint.py [OPTION…] | PROGRAM  without ODOO_STAGE as the official image: HOST, PORT, USER, PASSWORD, own odoo.conf

`ipai stack env` has validated the stack's environment before; what is missing here fails with its name.
"""

import os
import shlex
import subprocess
import sys
import time

import configuration
import supervise
from prepare import prepare

PROGRAM = [sys.executable, str(configuration.ODOO / "odoo-bin")]


def main(arguments):
    command, *rest = arguments or (["serve"] if configuration.stage() else ["odoo"])
    if not configuration.stage():
        standalone(command, rest)
    elif command == "odoo":
        run([*PROGRAM, *rest, "--config", str(configuration.write_config())])
    elif command == "serve":
        serve(rest)
    else:
        raise SystemExit(f"entrypoint: {command} is neither serve nor odoo")


def serve(rest):
    config = configuration.write_config()
    prepare(PROGRAM, config)
    options = shlex.split(os.environ.get("ODOO_OPTIONS", ""))
    argv = [*PROGRAM, "server", "--config", str(config), *rest, *options]
    # In development Odoo starts itself again when a file changes, and a person is watching.
    if configuration.stage() == "dev":
        run(argv)
    sys.exit(supervise.run(argv))


def standalone(command, rest):
    """The official image's way: `odoo`, `--` or an option first run Odoo after its server answers, anything else runs."""
    if command in ("serve", "odoo", "--") or command.startswith("-"):
        rest = [command, *rest] if command.startswith("-") and command != "--" else rest
        if rest[:1] != ["scaffold"]:
            wait_for_server()
            rest = [*rest, *server_options(rest)]
        run([*PROGRAM, *rest])
    os.execvp(command, [command, *rest])


def server_options(rest):
    """HOST, PORT, USER as options, where neither the command line nor odoo.conf says so; the password by PGPASSWORD."""
    given = {"db_host": ("HOST", "db"), "db_port": ("PORT", "5432"), "db_user": ("USER", "odoo")}
    said = configuration.TEMPLATE.read_text(encoding="utf-8") if configuration.TEMPLATE.is_file() else ""
    os.environ.setdefault("PGPASSWORD", os.environ.get("PASSWORD", "odoo"))
    options = [] if any(word.startswith(("--addons-path", "-c", "--config")) for word in rest) else addons_option()
    for name, (variable, fallback) in given.items():
        spelt = (f"--{name}", f"--{name.replace('_', '-')}")
        if not any(word.split("=")[0] in spelt for word in rest) and f"\n{name}" not in said:
            options.append(f"--{name}={os.environ.get(variable, fallback)}")
    return options


def addons_option():
    return ["--config", str(configuration.TEMPLATE), f"--addons-path={','.join(configuration.addons())}"]


def wait_for_server():
    """Until PostgreSQL answers, 30 seconds; afterwards Odoo says itself what is wrong."""
    host, port = os.environ.get("HOST", "db"), os.environ.get("PORT", "5432")
    for _ in range(30):
        if subprocess.run(["pg_isready", "-q", "-h", host, "-p", port], check=False).returncode == 0:
            return
        time.sleep(1)


def run(argv):
    os.execv(argv[0], argv)


if __name__ == "__main__":
    main(sys.argv[1:])
