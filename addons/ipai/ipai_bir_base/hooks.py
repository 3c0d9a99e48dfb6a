from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def uninstall_hook(env):
    """Remove the documents first, else they keep the master data from going."""
    env = env(context={**env.context, MODULE_UNINSTALL_FLAG: True, "active_test": False})
    env["ipai.bir.filing"].search([], order="amendment_no desc").unlink()
    env["ipai.bir.registration"].search([]).unlink()
