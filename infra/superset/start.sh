#!/bin/sh
# Brings Superset's own database up to date, imports the dashboards, and serves.
set -eu
secret() { cat "/run/secrets/$1"; }
superset db upgrade
superset init
superset fab create-admin --username admin --firstname Admin --lastname Admin \
  --email admin@localhost --password "$(secret superset_admin_password)" || true
superset import-dashboards --path /parity/superset.zip --username admin
superset set-database-uri --database_name "Parity history" --uri "$(secret superset_history_uri)"
python /parity/apply_row_filters.py
exec /usr/bin/run-server.sh
