from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def uninstall_hook(env):
    """Remove the requests first, else what they refer to cannot go."""
    env = env(context={**env.context, MODULE_UNINSTALL_FLAG: True})
    env["ipai.approval.request"].search([]).unlink()
