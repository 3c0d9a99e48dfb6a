from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Seal final reports as they are today: from now on they stay so."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["ipai.report.run"].search([("state", "=", "final")])._seal("final")
