from contextlib import contextmanager
from datetime import date

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.l10n_ph.tests.common import TestPhCommon

MODULE = "ipai_bir_base"
QUARTER = date(2026, 7, 1), date(2026, 9, 30)


class BirUsers:
    """Users of one company by level, and refusals that leave no trace."""

    user_groups = f"{MODULE}.group_bir_%s"

    @classmethod
    def _create_user(cls, level, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=f"bir_{level}_{company.id}",
            groups=cls.user_groups % level,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @contextmanager
    def assertRefused(self, exception, pattern):
        """assertRaisesRegex that rolls back, as Odoo's assertRaises does."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), pattern)


class BirCommon(BirUsers, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls._create_company("Manila Test Corp", "345-678-912-00000")
        cls.other_company = cls._create_company("Other Test Corp", "456-789-123-00000")
        cls.officer = cls._create_user("officer")
        cls.manager = cls._create_user("manager")
        cls.reader = cls._create_user("user")
        cls.eq = cls.env.ref(f"{MODULE}.obligation_1601eq")
        cls.vat = cls.env.ref(f"{MODULE}.obligation_2550q")
        cls.monthly = cls.env.ref(f"{MODULE}.obligation_0619e")
        cls.registration = cls._create_registration(cls.company)

    @classmethod
    def _create_company(cls, name, vat):
        company = cls.env["res.company"].create(
            {"name": name, "country_id": cls.env.ref("base.ph").id}
        )
        company.partner_id.vat = vat
        return company

    @classmethod
    def _create_registration(cls, company, **values):
        return cls.env["ipai.bir.registration"].create(
            {
                "name": "Head Office",
                "company_id": company.id,
                "track_from": date(2026, 10, 1),
                **values,
            }
        )

    @classmethod
    def _create_filing(cls, obligation=None, end=date(2026, 9, 30), **values):
        obligation = obligation or cls.eq
        return cls.env["ipai.bir.filing"].create(
            {
                "registration_id": cls.registration.id,
                "obligation_id": obligation.id,
                "period_start": end.replace(day=1),
                "period_end": end,
                **values,
            }
        )

    @classmethod
    def _attach(cls, user=None, content=b"receipt"):
        env = cls.env(user=user) if user else cls.env
        return env["ir.attachment"].create({"name": "receipt.txt", "raw": content})

    def _file(self, filing):
        """Take a draft through preparation and review to filed."""
        filing.with_user(self.officer).action_prepare()
        as_manager = filing.with_user(self.manager)
        as_manager.action_review()
        as_manager.write(
            {
                "reference": "EFPS-1",
                "filed_on": date(2026, 10, 30),
                "attachment_ids": [Command.link(self._attach(self.manager).id)],
            }
        )
        as_manager.action_file()
        return filing


class BirLedgerCommon(BirUsers, TestPhCommon):
    """A company with the Philippine chart and its entries of one quarter."""

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
    def _tax(cls, name):
        return cls.env.ref(f"account.{cls.company.id}_l10n_ph_tax_{name}")

    @classmethod
    def _move(cls, move_type, amount, *taxes, day=date(2026, 7, 15), **values):
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": cls.partner_b.id,
                "company_id": cls.company.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Line",
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
