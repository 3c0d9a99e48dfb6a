from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def uninstall_hook(env):
    """Remove the documents first, else they keep the templates from going."""
    env = env(context={**env.context, MODULE_UNINSTALL_FLAG: True})
    env["ipai.close.period"].search([]).unlink()
