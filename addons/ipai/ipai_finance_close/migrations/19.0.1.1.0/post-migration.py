from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Seal closed periods and submitted tasks as they are today: from now on they stay so."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["ipai.close.task"].search([("state", "in", ("submitted", "approved"))])._seal("submitted")
    env["ipai.close.period"].search([("state", "=", "closed")])._seal("closed")
