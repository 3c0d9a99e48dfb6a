from contextlib import contextmanager
from datetime import date

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.l10n_ph.tests.common import TestPhCommon

QUARTER = date(2026, 7, 1), date(2026, 9, 30)


class WithholdingCommon(TestPhCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.company = cls.company_data["company"]
        cls.registration = cls.env["ipai.bir.registration"].create(
            {
                "name": "Head Office",
                "company_id": cls.company.id,
                "branch_code": "00000",
                "rdo": "044",
                "track_from": date(2026, 1, 1),
            }
        )
        cls.officer = cls._create_user("officer")
        cls.manager = cls._create_user("manager")
        cls.partner_b.vat = "987-654-321-00001"
        cls.certificates = cls.env["ipai.bir.certificate"].with_user(cls.officer)

    @classmethod
    def _create_user(cls, level, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=f"bir_{level}_{company.id}",
            groups=f"ipai_bir_base.group_bir_{level}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @contextmanager
    def assertRefused(self, exception, pattern):
        """assertRaisesRegex that rolls back, as Odoo's assertRaises does."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), pattern)

    @classmethod
    def _tax(cls, name):
        return cls.env.ref(f"account.{cls.company.id}_l10n_ph_tax_{name}")

    @classmethod
    def _bill(cls, amount, taxes=("purchase_12_s", "purchase_wc160"), **values):
        day = values.pop("day", date(2026, 7, 15))
        move = cls.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": cls.partner_b.id,
                "company_id": cls.company.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Service",
                            "price_unit": amount,
                            "tax_ids": [Command.set([cls._tax(name).id for name in taxes])],
                        }
                    )
                ],
                **values,
            }
        )
        move.action_post()
        return move

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
