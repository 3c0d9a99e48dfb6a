from datetime import date

from odoo.addons.ipai_bir_base.tests.common import QUARTER, BirLedgerCommon


class WithholdingCommon(BirLedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.certificates = cls.env["ipai.bir.certificate"].with_user(cls.officer)

    @classmethod
    def _bill(cls, amount, taxes=("purchase_12_s", "purchase_wc160"), **values):
        return cls._move(values.pop("move_type", "in_invoice"), amount, *taxes, **values)

    @classmethod
    def _sale(cls, amount, pay_on=date(2026, 8, 5), share=1.0):
        """Sell with a tax the customer withholds, and collect a share of it."""
        move = cls._bill(
            amount, ("sale_12", "sale_wc160"), move_type="out_invoice", partner_id=cls.partner_b.id
        )
        register = (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"payment_date": pay_on})
        )
        register.amount *= share
        for number, line in enumerate(register.withholding_line_ids):
            line.name = f"WH {move.id} {number}"
        register._create_payments()
        return move

    def _rows(self, kind="expanded", registration=None, period=QUARTER):
        rows = self.env["ipai.bir.withholding"]._rows(
            registration or self.registration, kind, *period
        )
        return {
            (partner.name, atc, rate): (row["base"], row["tax"])
            for (partner, atc, rate), row in rows.items()
        }

    def _generate(self, direction="issued", registration=None, form="2307", period=QUARTER):
        return self.certificates._generate(
            registration or self.registration, form, direction, *period
        )

    def _issue(self, certificates):
        certificates.with_user(self.manager).action_issue()
        return certificates

    def _alphalist(self, kind="1601eq", period=QUARTER, **values):
        alphalist = (
            self.env["ipai.bir.alphalist"]
            .with_user(self.officer)
            .create(
                {
                    "kind": kind,
                    "registration_id": self.registration.id,
                    "period_start": period[0],
                    "period_end": period[1],
                    **values,
                }
            )
        )
        alphalist.action_compute()
        return alphalist
