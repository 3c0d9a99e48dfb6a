from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Seal reviewed returns as they are today: from now on they stay so."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for state in ("reviewed", "filed"):
        env["ipai.bir.vat.return"].search([("state", "=", state)])._seal(state)
