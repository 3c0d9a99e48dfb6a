from datetime import date

import psycopg2
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import BirCommon


@tagged("post_install", "-at_install")
class TestFiling(BirCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.filing = cls._create_filing(amount=1500.0)

    def _reviewed(self):
        self.filing.with_user(self.officer).action_prepare()
        as_manager = self.filing.with_user(self.manager)
        as_manager.action_review()
        return as_manager

    def test_whole_way(self):
        """Capability: finance.tax.return-workflow"""
        self._file(self.filing)
        self.assertEqual(self.filing.state, "filed")
        self.assertEqual(self.filing.preparer_id, self.officer)
        self.assertEqual(self.filing.reviewer_id, self.manager)
        self.assertEqual(self.filing.filer_id, self.manager)
        self.filing.with_user(self.manager).action_confirm()
        self.assertEqual(self.filing.state, "confirmed")
        self.assertTrue(self.filing.confirmed_on)

    def test_filing_without_attachment_raises(self):
        """Capability: finance.tax.return-workflow"""
        as_manager = self._reviewed()
        as_manager.reference = "EFPS-1"
        with self.assertRefused(ValidationError, "attachment"):
            as_manager.action_file()

    def test_filing_without_reference_raises(self):
        as_manager = self._reviewed()
        as_manager.attachment_ids = self._attach(self.manager)
        with self.assertRefused(ValidationError, "reference"):
            as_manager.action_file()

    def test_filing_date_in_the_future_raises(self):
        as_manager = self._reviewed()
        as_manager.write(
            {
                "reference": "EFPS-1",
                "filed_on": date(2099, 1, 1),
                "attachment_ids": [Command.link(self._attach(self.manager).id)],
            }
        )
        with self.assertRefused(ValidationError, "future"):
            as_manager.action_file()

    def test_preparer_cannot_review(self):
        """Capability: finance.tax.return-workflow"""
        self.filing.with_user(self.manager).action_prepare()
        with self.assertRefused(UserError, "somebody else"):
            self.filing.with_user(self.manager).action_review()
        self.assertEqual(self.filing.state, "prepared")

    def test_superuser_mode_does_not_lift_segregation(self):
        self.filing.with_user(self.manager).action_prepare()
        with self.assertRefused(UserError, "somebody else"):
            self.filing.with_user(self.manager).sudo().action_review()
        with self.assertRefused(ValidationError, "somebody else"):
            self.filing.write({"reviewer_id": self.manager.id})

    def test_steps_cannot_be_skipped(self):
        for state in ("reviewed", "filed", "confirmed", "amended"):
            with self.subTest(state), self.assertRaises(UserError):
                self.filing.with_user(self.manager).write({"state": state})

    def test_stamps_cannot_be_written_by_rpc(self):
        for values in (
            {"preparer_id": self.reader.id},
            {"reviewer_id": self.manager.id},
            {"due_date": date(2099, 1, 1)},
            {"evidence_checksums": ""},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                self.filing.with_user(self.manager).write(values)

    def test_filing_cannot_be_created_filed(self):
        values = {
            "registration_id": self.registration.id,
            "obligation_id": self.vat.id,
            "period_start": date(2026, 7, 1),
            "period_end": date(2026, 9, 30),
        }
        filings = self.env["ipai.bir.filing"].with_user(self.manager)
        with self.assertRaises(UserError):
            filings.create({**values, "state": "filed"})
        with self.assertRaises(AccessError):
            filings.create({**values, "preparer_id": self.officer.id})
        result = filings.load(
            ["registration_id/.id", "obligation_id/.id", "period_start", "period_end", "state"],
            [[self.registration.id, self.vat.id, "2026-07-01", "2026-09-30", "filed"]],
        )
        self.assertFalse(result["ids"], "an import follows the same rules")
        self.assertIn("starts as a draft", result["messages"][0]["message"])

    def test_amount_is_frozen_after_preparation(self):
        self.filing.with_user(self.officer).action_prepare()
        with self.assertRefused(UserError, "Tax Due"):
            self.filing.with_user(self.officer).amount = 1.0
        self.filing.with_user(self.officer).action_send_back()
        self.assertFalse(self.filing.preparer_id)
        self.filing.with_user(self.officer).amount = 1.0
        self.assertEqual(self.filing.amount_total, 1.0)

    def test_return_without_amount_is_nil_on_purpose(self):
        self.filing.amount = 0
        with self.assertRefused(UserError, "Nil Return"):
            self.filing.with_user(self.officer).action_prepare()
        self.filing.nil_return = True
        self.filing.with_user(self.officer).action_prepare()
        self.assertEqual(self.filing.state, "prepared")

    def test_evidence_of_filed_return_stays(self):
        self._file(self.filing)
        as_manager = self.filing.with_user(self.manager)
        evidence = self.filing.attachment_ids
        with self.assertRefused(ValidationError, "without an attachment"):
            as_manager.attachment_ids = False
        with self.assertRefused(ValidationError, "cannot be removed"):
            as_manager.attachment_ids = self._attach(self.manager, b"another")
        with self.assertRefused(UserError, "evidence"):
            evidence.with_user(self.manager).unlink()
        with self.assertRefused(UserError, "evidence"):
            evidence.with_user(self.manager).raw = b"forged"
        more = self._attach(self.manager, b"proof of payment")
        as_manager.attachment_ids = [Command.link(more.id)]
        self.assertEqual(len(self.filing.attachment_ids), 2)

    def test_evidence_is_readable_by_colleagues(self):
        """An upload without record would be readable by its uploader alone."""
        self.filing.with_user(self.officer).attachment_ids = self._attach(self.officer)
        self.env.invalidate_all()
        evidence = self.filing.with_user(self.reader).attachment_ids
        self.assertEqual(evidence.raw, b"receipt")
        self.assertEqual(evidence.res_id, self.filing.id)

    def test_amendment(self):
        self._file(self.filing)
        action = self.filing.with_user(self.manager).action_amend()
        amendment = self.env["ipai.bir.filing"].browse(action["res_id"])
        self.assertEqual(self.filing.state, "amended")
        self.assertEqual(amendment.original_id, self.filing)
        self.assertEqual((amendment.state, amendment.amendment_no), ("draft", 1))
        self.assertFalse(amendment.deadline_status, "an amendment has no deadline")
        with self.assertRaises(UserError):
            self.filing.with_user(self.manager).action_amend()
        amendment.with_user(self.officer).amount = 1600.0
        self._file(amendment)
        self.assertEqual(amendment.state, "filed")

    def test_not_due_needs_a_reason(self):
        as_manager = self.filing.with_user(self.manager)
        with self.assertRefused(UserError, "why"):
            as_manager.action_not_due()
        as_manager.cancel_reason = "Branch closed"
        as_manager.action_not_due()
        self.assertEqual(self.filing.state, "cancelled")
        as_manager.action_reopen()
        self.assertEqual(self.filing.state, "draft")

    def test_extension_needs_its_issuance(self):
        as_manager = self.filing.with_user(self.manager)
        with self.assertRefused(ValidationError, "issuance"):
            as_manager.extended_due_date = date(2026, 11, 30)
        as_manager.write({"extended_due_date": date(2026, 11, 30), "extension_basis": "RMC"})
        self.assertEqual(self.filing.due_date, date(2026, 11, 30))
        self.assertLess(self.filing.statutory_due_date, self.filing.due_date)

    def test_deadline_status(self):
        self.assertEqual(self.filing.due_date, date(2026, 11, 2))
        for day, status, late in (
            ("2026-10-01", "upcoming", 0),
            ("2026-10-23", "soon", 0),
            ("2026-11-02", "soon", 0),
            ("2026-11-05", "overdue", 3),
        ):
            with self.subTest(day), freeze_time(day):
                self.filing.invalidate_recordset()
                self.assertEqual(self.filing.deadline_status, status)
                self.assertEqual(self.filing.days_late, late)

    def test_filed_late_keeps_saying_so(self):
        self._file(self.filing)
        self.assertEqual(self.filing.deadline_status, "on_time")
        self.filing.sudo().write({"filed_on": date(2026, 11, 10)})
        self.assertEqual((self.filing.deadline_status, self.filing.days_late), ("late", 8))

    def test_one_filing_per_period(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self._create_filing()
            self.env.flush_all()

    def test_only_drafts_are_deleted(self):
        self.filing.with_user(self.officer).action_prepare()
        with self.assertRefused(UserError, "stays on record"):
            self.filing.with_user(self.manager).unlink()

    def test_filing_is_not_duplicated(self):
        with self.assertRaises(UserError):
            self.filing.copy()

    def test_register_report(self):
        self._file(self.filing)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "ipai_bir_base.action_report_filing_register", self.filing.ids
        )[0].decode()
        for text in ("345-678-912-00000", "1601-EQ", "2026-Q3", "EFPS-1", "1,500.00", "On time"):
            self.assertIn(text, html)
