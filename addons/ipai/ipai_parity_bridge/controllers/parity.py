import json

from psycopg2.errors import QueryCanceled

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

READ_SCOPE = "ipai.parity"
WRITE_SCOPE = "ipai.parity.result"
GROUP = "ipai_parity_bridge.group_parity_service"
TIMEOUT = "2s"
RESULT_FIELDS = {"commit", "outcome", "passed", "failed", "url"}


class ParityBridge(http.Controller):
    # Odoo's own bearer authentication would accept keys for all of RPC only.
    @http.route(
        "/ipai/parity/v1/facts",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def facts(self):
        if not self._authorized(READ_SCOPE):
            return self._refusal()
        request.env.cr.execute("SET LOCAL statement_timeout = %s", [TIMEOUT])
        try:
            facts = request.env["ipai.parity.facts"].sudo()._facts()
        except QueryCanceled:
            return self._json({"error": "too slow"}, 503)
        return self._json(facts, 200)

    @http.route(
        "/ipai/parity/v1/results",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def results(self):
        if not self._authorized(WRITE_SCOPE):
            return self._refusal()
        try:
            values = json.loads(request.httprequest.get_data(as_text=True))
            if not isinstance(values, dict) or values.keys() - RESULT_FIELDS:
                return self._json({"error": f"expected {sorted(RESULT_FIELDS)}"}, 400)
            result = request.env["ipai.parity.result"].sudo().create(values)
            request.env.flush_all()
        except (ValueError, UserError) as error:
            request.env.cr.rollback()
            return self._json({"error": str(error)}, 400)
        return self._json({"id": result.id}, 201)

    def _authorized(self, scope):
        kind, _space, key = request.httprequest.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not key.strip():
            return False
        keys = request.env["res.users.apikeys"].sudo()
        user_id = keys._check_credentials(scope=scope, key=key.strip())
        users = request.env["res.users"].sudo()
        # A key without scope opens everything else too: only the service user's count.
        return bool(user_id) and users.browse(user_id).has_group(GROUP)

    def _refusal(self):
        response = self._json({"error": "unauthorized"}, 401)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    def _json(self, content, status):
        headers = [("Cache-Control", "no-store")]
        return request.make_json_response(content, headers=headers, status=status)
