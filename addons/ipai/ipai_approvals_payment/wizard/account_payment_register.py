from odoo import models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _post_payments(self, to_process, edit_mode=False):
        """Payments that need approval stay drafts, so that it can be asked for."""
        payments = self.env["account.payment"].union(*(item["payment"] for item in to_process))
        waiting = payments._approval_categories()
        ready = [item for item in to_process if item["payment"].sudo() not in waiting]
        if ready:
            super()._post_payments(ready, edit_mode=edit_mode)
