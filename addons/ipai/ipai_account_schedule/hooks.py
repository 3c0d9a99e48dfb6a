from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def uninstall_hook(env):
    """Leave books that end right without this module.

    Entries of deferrals go on being posted at their date by Odoo itself. Accruals not yet
    posted go: nothing would reverse them any more.
    """
    env = env(context={**env.context, MODULE_UNINSTALL_FLAG: True})
    accruals = [("kind", "in", ("accrued_expense", "accrued_revenue"))]
    lines = env["ipai.schedule.line"].search(accruals)
    lines.move_id.filtered(lambda move: move.state == "draft")._drop_schedule_entries()
    schedules = env["ipai.schedule"].search([])
    schedules.filtered("replaces_id").replaces_id = False
    schedules.unlink()
    # What was booked stays, with its accounts: demo data too.
    env["ir.model.data"].search(
        [
            ("module", "=", "ipai_account_schedule"),
            ("model", "in", ("account.account", "account.move")),
        ]
    ).unlink()
