from contextlib import contextmanager
from datetime import date

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.l10n_ph.tests.common import TestPhCommon

QUARTER = date(2026, 7, 1), date(2026, 9, 30)


class VatCommon(TestPhCommon):
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

    @classmethod
    def _create_user(cls, level, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=f"bir_{level}_{company.id}",
            groups=f"ipai_bir_base.group_bir_{level},account.group_account_readonly",
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
    def _move(cls, move_type, amount, tax, day=date(2026, 7, 15), partner=None, **values):
        found = cls.env.ref(f"account.{cls.company.id}_l10n_ph_tax_{tax}")
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (partner or cls.partner_b).id,
                "company_id": cls.company.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Line",
                            "price_unit": amount,
                            "tax_ids": [Command.set(found.ids)],
                        }
                    )
                ],
                **values,
            }
        )
        move.action_post()
        return move

    @classmethod
    def _quarter(cls):
        """Sales 50,000, refund 1,000, zero-rated 7,000, services bought 10,000."""
        cls._move("out_invoice", 50000, "sale_12")
        cls._move("out_refund", 1000, "sale_12", date(2026, 8, 3))
        cls._move("out_invoice", 7000, "sale_0_zr", date(2026, 8, 20))
        cls._move("in_invoice", 10000, "purchase_12_s", date(2026, 9, 30))

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
