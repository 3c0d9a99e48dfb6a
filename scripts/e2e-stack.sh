#!/usr/bin/env bash
# The development stack from nothing to nothing: up, log in, send mail, open the websocket, down. Needs a Docker engine
# with Compose 2 and says so with exit code 2; exit 1 where something does not work. Last line: "N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")/.."

cannot() {
  echo "cannot run: $1" >&2
  exit 2
}
docker info >/dev/null 2>&1 || cannot "no Docker engine answers (docker info)"
docker compose version >/dev/null 2>&1 || cannot "the engine has no Compose 2 (docker compose version)"

export ODOO_PORT=${ODOO_PORT:-18069} MAIL_PORT=${MAIL_PORT:-18025} ODOO_DATABASE=e2e
compose() { docker compose --project-name "ipai-e2e-$$" "$@"; }
mkdir -p dist/e2e-stack
down() {
  compose logs --no-color >dist/e2e-stack/services.log 2>&1 || true
  compose down --volumes --timeout 20 >/dev/null 2>&1 || true
}
trap down EXIT
# Killed, it still takes its containers with it.
trap 'exit 1' INT TERM HUP

began=$SECONDS
compose up --build --detach
odoo=$(compose ps --quiet odoo)
until [ "$(docker inspect --format '{{.State.Health.Status}}' "$odoo")" = healthy ]; do
  # A container in a crash loop is Running=true and Restarting=true at once: what counts is that it ended at all.
  ended=$(docker inspect --format '{{or (gt .RestartCount 0) (not .State.Running)}}' "$odoo")
  if [ "$ended" = true ] || [ $((SECONDS - began)) -gt 1500 ]; then
    compose logs --no-color --tail 40 odoo
    echo "0 passed, 1 failed"
    exit 1
  fi
  sleep 3
done
echo "healthy after $((SECONDS - began)) s"

failed=0
# A neutralised copy of production sends to host `invalid`: the catcher answers to that name.
compose exec -T odoo python3 -c 'import smtplib; smtplib.SMTP("invalid", 1025, timeout=10).noop()' || failed=1
result=$(node scripts/probe-stack.mjs --odoo "http://127.0.0.1:$ODOO_PORT" --mail "http://127.0.0.1:$MAIL_PORT" \
  --database "$ODOO_DATABASE") || failed=1
echo "$result" | sed '$d'
read -r passed _ broken _ <<<"$(echo "$result" | tail -n 1 | tr -d ,)"
[ "$failed" = 0 ] || [ "${broken:-0}" -gt 0 ] || broken=1
echo "${passed:-0} passed, ${broken:-1} failed"
[ "${broken:-1}" = 0 ]
