from datetime import date

from odoo.addons.ipai_bir_base.tests.common import QUARTER, BirLedgerCommon


class VatCommon(BirLedgerCommon):
    user_groups = "ipai_bir_base.group_bir_%s,account.group_account_readonly"

    @classmethod
    def _quarter(cls):
        """Sales 50,000, refund 1,000, zero-rated 7,000, services bought 10,000."""
        cls._move("out_invoice", 50000, "sale_12")
        cls._move("out_refund", 1000, "sale_12", day=date(2026, 8, 3))
        cls._move("out_invoice", 7000, "sale_0_zr", day=date(2026, 8, 20))
        cls._move("in_invoice", 10000, "purchase_12_s", day=date(2026, 9, 30))

    def _return(self, user=None, **values):
        vat_return = (
            self.env["ipai.bir.vat.return"]
            .with_user(user or self.officer)
            .create(
                {
                    "registration_id": self.registration.id,
                    "period_start": QUARTER[0],
                    "period_end": QUARTER[1],
                    **values,
                }
            )
        )
        vat_return.action_compute()
        return vat_return

    def _box(self, vat_return, number):
        line = vat_return.line_ids.filtered(lambda item: item.code == f"2550Q_{number}")
        return line.tax_base, line.balance
