from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Seal issued certificates as they are today: from now on they stay so."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["ipai.bir.certificate"].search([("state", "=", "issued")])._seal("issued")
