from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Seal requests that were sent as they are today: from now on they stay so."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    requests = env["ipai.approval.request"]
    requests.search([("state", "=", "pending")])._seal("asked")
    for state in ("approved", "refused"):
        requests.search([("state", "=", state)])._seal(state)
