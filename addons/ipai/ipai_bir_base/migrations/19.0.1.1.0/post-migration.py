from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Seal filings that were filed as they are today: from now on they stay so."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    filed = ("filed", "confirmed", "amended")
    env["ipai.bir.filing"].search([("state", "in", filed)])._seal("filed")
