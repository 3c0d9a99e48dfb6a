from contextlib import contextmanager
from datetime import date

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

MODULE = "ipai_bir_base"


class BirCommon(TransactionCase):
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
    def _create_user(cls, level, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=f"bir_{level}_{company.id}",
            groups=f"{MODULE}.group_bir_{level}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

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

    @contextmanager
    def assertRefused(self, exception, pattern):
        """assertRaisesRegex that rolls back, as Odoo's assertRaises does."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), pattern)

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
