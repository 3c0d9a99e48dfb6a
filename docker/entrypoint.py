"""Starts Odoo in its container: configuration from the environment and secret files, the database, then the server.

    entrypoint.py serve [flags of odoo-bin]     prepare the database once, then serve
    entrypoint.py odoo ARGUMENT...              any other command of odoo-bin, with the same configuration

`ipai stack env` has validated the environment before (docker-compose.yml); what is missing here fails with its name.
"""

import configparser
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import psycopg2
from passlib.context import CryptContext

ODOO = Path(os.environ.get("ODOO_SRC", "/opt/odoo"))
RUN = Path(os.environ.get("ODOO_RUN", "/run/odoo"))
SECRETS = Path(os.environ.get("ODOO_SECRETS", "/run/secrets"))
TEMPLATE = Path(os.environ.get("ODOO_CONF", "/etc/odoo/odoo.conf"))
ADDONS = ["/mnt/ipai", "/mnt/oca", "/opt/ipai", "/opt/oca", str(ODOO / "addons")]
# The context of res.users (odoo/addons/base/models/res_users.py).
PASSWORDS = CryptContext(["pbkdf2_sha512", "plaintext"], deprecated=["plaintext"])


def main(arguments):
    command, *rest = arguments or ["serve"]
    config = write_config()
    program = [sys.executable, str(ODOO / "odoo-bin")]
    if command == "odoo":
        argv = [*program, *rest, "--config", str(config)]
    elif command == "serve":
        prepare(program, config)
        argv = [*program, "server", "--config", str(config), *rest]
    else:
        raise SystemExit(f"entrypoint: {command} is neither serve nor odoo")
    os.execv(argv[0], argv)


def prepare(program, config):
    """Installs what is asked for and not there, and takes away the password that Odoo gives every new database."""
    wanted = [name for name in re.split(r"[,\s]+", os.environ.get("ODOO_MODULES", "base")) if name]
    missing = not_installed(wanted)
    if missing:
        init = [*program, "server", "--config", str(config), "--init", ",".join(missing), "--stop-after-init", "--no-http"]
        code = subprocess.run(init, check=False).returncode
        # Odoo exits 0 for a module it does not know: the database decides.
        still = not_installed(missing)
        if code or still:
            raise SystemExit(f"entrypoint: exit {code}, not installed: {', '.join(still) or 'none'}")
    if os.environ["ODOO_STAGE"] != "dev":
        replace_default_password()


def not_installed(names):
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.ir_module_module')")
        if cursor.fetchone()[0] is None:
            return names
        cursor.execute("SELECT name FROM ir_module_module WHERE state = 'installed' AND name = ANY(%s)", [names])
        there = {name for (name,) in cursor}
        return [name for name in names if name not in there]


def replace_default_password():
    """Whoever still has the password `admin` gets that of the secret: also after a stop between the two steps."""
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id, password FROM res_users WHERE login = 'admin' AND password IS NOT NULL FOR UPDATE")
        for user, stored in cursor.fetchall():
            if PASSWORDS.verify("admin", stored):
                hashed = CryptContext(["pbkdf2_sha512"]).hash(secret("odoo_admin_password"))
                cursor.execute("UPDATE res_users SET password = %s WHERE id = %s", [hashed, user])


def connect():
    return psycopg2.connect(
        host=os.environ["ODOO_DB_HOST"],
        port=os.environ.get("ODOO_DB_PORT", "5432"),
        user=os.environ["ODOO_DB_USER"],
        password=database_password(),
        dbname=os.environ["ODOO_DATABASE"],
    )


def write_config():
    """The configuration with its secrets, in memory and for Odoo only: passwords stand in no argument and no variable."""
    config = configparser.RawConfigParser()
    config.read(TEMPLATE)
    database = os.environ["ODOO_DATABASE"]
    development = os.environ["ODOO_STAGE"] == "dev"
    config["options"].update(
        {
            "db_host": os.environ["ODOO_DB_HOST"],
            "db_port": os.environ.get("ODOO_DB_PORT", "5432"),
            "db_user": os.environ["ODOO_DB_USER"],
            "db_password": database_password(),
            "db_name": database,
            "dbfilter": f"^{re.escape(database)}$",
            # Nobody needs the master password while the database manager is closed: a new one each start.
            "admin_passwd": secrets.token_urlsafe(32),
            "with_demo": str(development),
            # Only behind the proxy may a request say where it came from.
            "proxy_mode": str(not development),
            "workers": os.environ.get("ODOO_WORKERS", "0"),
            "smtp_server": os.environ.get("ODOO_SMTP_HOST", "localhost"),
            "smtp_port": os.environ.get("ODOO_SMTP_PORT", "25"),
            "addons_path": ",".join(path for path in ADDONS if any(Path(path).glob("*/__manifest__.py"))),
        }
    )
    path = RUN / "odoo.conf"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        config.write(file)
    return path


def database_password():
    """The secret that carries the role's name; in development the role's name is the password."""
    role = os.environ["ODOO_DB_USER"]
    return role if os.environ["ODOO_STAGE"] == "dev" else secret(role)


def secret(name):
    path = SECRETS / name
    if not path.is_file():
        raise SystemExit(f"entrypoint: there is no secret {path}")
    return path.read_text(encoding="utf-8").strip()


if __name__ == "__main__":
    main(sys.argv[1:])
