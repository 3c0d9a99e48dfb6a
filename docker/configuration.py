"""What the container's environment and secret files say: Odoo's configuration, and connections to its database."""

import configparser
import os
import re
import secrets
from pathlib import Path

import psycopg2

ODOO = Path(os.environ.get("ODOO_SRC", "/opt/odoo"))
RUN = Path(os.environ.get("ODOO_RUN", "/run/odoo"))
SECRETS = Path(os.environ.get("ODOO_SECRETS", "/run/secrets"))
TEMPLATE = Path(os.environ.get("ODOO_CONF", "/etc/odoo/odoo.conf"))
ADDONS = ["/mnt/ipai", "/mnt/oca", "/mnt/extra-addons", "/opt/ipai", "/opt/oca", str(ODOO / "addons")]


def stage():
    """`dev`, `production`, or None where the image runs by itself, as users of the official one know it."""
    return os.environ.get("ODOO_STAGE") or None


def write_config():
    """The configuration with its secrets, in memory and for Odoo only: passwords stand in no argument and no variable.

    Files of `conf.d` beside the template are read after it; what the stack decides comes last."""
    config = configparser.RawConfigParser()
    config.read([TEMPLATE, *sorted((TEMPLATE.parent / "conf.d").glob("*.conf"))])
    database = os.environ["ODOO_DATABASE"]
    development = stage() == "dev"
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
            **mail(),
            "addons_path": ",".join(addons()),
        }
    )
    path = RUN / "odoo.conf"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        config.write(file)
    return path


def mail():
    """Odoo's `smtp_ssl` is STARTTLS. Without a user nothing is asked for, and there is no password to read."""
    user = os.environ.get("ODOO_SMTP_USER", "")
    sender = os.environ.get("ODOO_MAIL_FROM", "")
    return {
        "smtp_server": os.environ.get("ODOO_SMTP_HOST", "localhost"),
        "smtp_port": os.environ.get("ODOO_SMTP_PORT", "25"),
        "smtp_ssl": str(stage() != "dev" and os.environ.get("ODOO_SMTP_ENCRYPTION", "starttls") == "starttls"),
        **({"smtp_user": user, "smtp_password": secret("smtp_password")} if user else {}),
        **({"email_from": sender} if sender else {}),
    }


def addons():
    """Folders that hold modules, ours first."""
    return [path for path in ADDONS if any(Path(path).glob("*/__manifest__.py"))]


def connect(**options):
    """A connection as Odoo's own role to Odoo's own database, with the secret as it is now."""
    return psycopg2.connect(
        host=os.environ["ODOO_DB_HOST"],
        port=os.environ.get("ODOO_DB_PORT", "5432"),
        user=os.environ["ODOO_DB_USER"],
        password=database_password(),
        dbname=os.environ["ODOO_DATABASE"],
        **options,
    )


def configured_password():
    """The password that the running Odoo started with; None before its first start."""
    config = configparser.RawConfigParser()
    config.read(RUN / "odoo.conf")
    return config.get("options", "db_password", fallback=None)


def database_password():
    """The secret that carries the role's name; in development the role's name is the password."""
    role = os.environ["ODOO_DB_USER"]
    return role if stage() == "dev" else secret(role)


def secret(name):
    path = SECRETS / name
    if not path.is_file():
        raise SystemExit(f"entrypoint: there is no secret {path}")
    return path.read_text(encoding="utf-8").strip()
