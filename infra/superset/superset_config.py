"""Secrets are files and have no default: without them Superset does not start."""

import os
from pathlib import Path
from urllib.parse import quote

SECRETS = Path("/run/secrets")


def secret(name):
    return (SECRETS / name).read_text(encoding="utf-8").strip()


SECRET_KEY = secret("superset_secret_key")
SQLALCHEMY_DATABASE_URI = (
    f"postgresql+psycopg2://superset:{quote(secret('superset_database'), safe='')}"
    f"@{os.environ['SUPERSET_DATABASE_HOST']}/superset"
)
