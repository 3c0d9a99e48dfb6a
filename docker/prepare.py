"""The database before Odoo serves it: modules that are asked for, and no password that Odoo gives every new database."""

import os
import re
import subprocess

import configuration
from passlib.context import CryptContext

# The context of res.users (odoo/addons/base/models/res_users.py).
PASSWORDS = CryptContext(["pbkdf2_sha512", "plaintext"], deprecated=["plaintext"])


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
    if configuration.stage() != "dev":
        replace_default_password()


def not_installed(names):
    with configuration.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.ir_module_module')")
        if cursor.fetchone()[0] is None:
            return names
        cursor.execute("SELECT name FROM ir_module_module WHERE state = 'installed' AND name = ANY(%s)", [names])
        there = {name for (name,) in cursor}
        return [name for name in names if name not in there]


def replace_default_password():
    """Whoever still has the password `admin` gets that of the secret: also after a stop between the two steps."""
    with configuration.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id, password FROM res_users WHERE login = 'admin' AND password IS NOT NULL FOR UPDATE")
        for user, stored in cursor.fetchall():
            if PASSWORDS.verify("admin", stored):
                hashed = CryptContext(["pbkdf2_sha512"]).hash(configuration.secret("odoo_admin_password"))
                cursor.execute("UPDATE res_users SET password = %s WHERE id = %s", [hashed, user])
