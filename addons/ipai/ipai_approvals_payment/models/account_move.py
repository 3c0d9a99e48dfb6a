from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        # The entry of a payment must not go ahead of its payment.
        waiting = self.origin_payment_id
        waiting._check_payee_banks()
        with waiting._approved():
            return super()._post(soft=soft)
