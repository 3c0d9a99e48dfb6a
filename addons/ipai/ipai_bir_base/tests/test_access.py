from datetime import date

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import new_test_user

from .common import BirCommon


@tagged("post_install", "-at_install")
class TestAccess(BirCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.filing = cls._create_filing(amount=10)
        cls.stranger = cls._create_user("manager", cls.other_company)
        cls.employee = new_test_user(cls.env, login="bir_employee", groups="base.group_user")

    def test_employee_without_group_sees_nothing(self):
        for model in ("registration", "filing", "obligation", "atc", "layout"):
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[f"ipai.bir.{model}"].with_user(self.employee).search([])

    def test_other_company_sees_and_does_nothing(self):
        for record in (self.filing, self.registration):
            as_stranger = record.with_user(self.stranger)
            self.assertFalse(as_stranger.search([("id", "=", record.id)]))
            with self.assertRaises(AccessError):
                as_stranger.read(["display_name"])
            with self.assertRaises(AccessError):
                as_stranger.write({"active": False} if "active" in record else {"amount": 1})
        with self.assertRaises(AccessError):
            self.filing.with_user(self.stranger).action_prepare()
        with self.assertRaises(AccessError):
            self.registration.with_user(self.stranger).action_create_filings()

    def test_filing_cannot_be_made_for_another_company(self):
        with self.assertRaises(AccessError):
            self.env["ipai.bir.filing"].with_user(self.stranger).create(
                {
                    "registration_id": self.registration.id,
                    "obligation_id": self.eq.id,
                    "period_start": date(2026, 4, 1),
                    "period_end": date(2026, 6, 30),
                }
            )

    def test_user_reads_only(self):
        as_reader = self.filing.with_user(self.reader)
        self.assertEqual(as_reader.amount, 10)
        for call in (
            lambda: as_reader.write({"amount": 1}),
            lambda: as_reader.action_prepare(),
            lambda: as_reader.unlink(),
            lambda: self.registration.with_user(self.reader).write({"rdo": "1"}),
            lambda: self.eq.with_user(self.reader).action_confirm_rules(),
        ):
            with self.assertRaises(Exception) as caught:
                call()
            self.assertIn(type(caught.exception).__name__, ("AccessError", "UserError"))

    def test_officer_prepares_and_no_more(self):
        as_officer = self.filing.with_user(self.officer)
        as_officer.amount = 20
        as_officer.action_prepare()
        with self.assertRaises(AccessError):
            as_officer.action_review()
        with self.assertRaises(AccessError):
            as_officer.write({"extended_due_date": date(2027, 1, 1), "extension_basis": "x"})
        self.filing.with_user(self.manager).action_review()
        with self.assertRaises(AccessError):
            as_officer.write({"reference": "EFPS-2"})
        with self.assertRaises(AccessError):
            as_officer.action_file()

    def test_officer_talks_on_a_filed_return(self):
        self._file(self.filing)
        message = self.filing.with_user(self.officer).message_post(body="Receipt came by mail")
        self.assertEqual(message.author_id, self.officer.partner_id)

    def test_officer_cannot_drop_evidence_of_a_reviewed_return(self):
        self.filing.with_user(self.officer).attachment_ids = self._attach(self.officer)
        self.filing.with_user(self.officer).action_prepare()
        self.filing.with_user(self.manager).action_review()
        with self.assertRaises(AccessError):
            self.filing.attachment_ids.with_user(self.officer).unlink()

    def test_officer_does_not_configure(self):
        for record, values in (
            (self.registration, {"rdo": "044"}),
            (self.eq, {"frequency": "annual"}),
            (self.eq.rule_ids, {"day": 1}),
            (self.env["ipai.bir.atc"].search([], limit=1), {"rate": 1}),
            (self.env["ipai.bir.layout"].search([], limit=1), {"name": "x"}),
        ):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(self.officer).write(values)

    def test_groups_build_on_each_other(self):
        self.assertTrue(self.manager.has_group("ipai_bir_base.group_bir_user"))
        self.assertTrue(self.manager.has_group("ipai_bir_base.group_bir_officer"))
        self.assertFalse(self.officer.has_group("ipai_bir_base.group_bir_manager"))

    def test_two_companies_side_by_side(self):
        both = self._create_registration(self.other_company)
        self.manager.company_ids = [Command.link(self.other_company.id)]
        registrations = self.env["ipai.bir.registration"].with_user(self.manager)
        own = [("id", "in", (self.registration + both).ids)]

        def seen(companies):
            return registrations.with_context(allowed_company_ids=companies.ids).search(own)

        self.assertEqual(seen(self.company), self.registration)
        self.assertEqual(seen(self.other_company), both)
        self.assertEqual(len(seen(self.company + self.other_company)), 2)
