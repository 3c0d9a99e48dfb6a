from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def uninstall_hook(env):
    """Remove the documents first, else they keep the registrations from going."""
    env = env(context={**env.context, MODULE_UNINSTALL_FLAG: True})
    env["ipai.bir.vat.return"].search([]).unlink()
