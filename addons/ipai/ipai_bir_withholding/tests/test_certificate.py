import base64
import hashlib
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import QUARTER, WithholdingCommon


@tagged("post_install", "-at_install")
class TestCertificate(WithholdingCommon):
    def _one(self):
        self._bill(100000)
        self._bill(1000, move_type="in_refund")
        return self._generate()

    def test_bill_and_refund(self):
        certificate = self._one()
        self.assertEqual((certificate.amount_base, certificate.amount_tax), (99000.0, 1980.0))
        self.assertEqual(certificate.line_ids.month1, 99000.0)
        self.assertEqual(certificate.line_ids.atc_id.code, "WC160")
        self.assertEqual(len(certificate.line_ids.move_line_ids), 4)
        self.assertEqual(certificate.period, "2026-Q3")

    def test_generating_twice_changes_nothing(self):
        certificate = self._one()
        self.assertEqual(self._generate(), certificate)
        self._bill(500, day=date(2026, 8, 1))
        self.assertEqual(self._generate(), certificate)
        self.assertEqual(certificate.amount_base, 99500.0)
        self.assertEqual(certificate.line_ids.month2, 500.0)

    def test_draft_goes_with_its_entries(self):
        bill = self._bill(100)
        self.assertTrue(self._generate())
        bill.button_draft()
        self.assertFalse(self._generate())
        self.assertFalse(self.certificates.search([("registration_id", "=", self.registration.id)]))

    def test_issue(self):
        """Capability: finance.tax.philippine-returns"""
        certificate = self._issue(self._one())
        self.assertEqual(certificate.state, "issued")
        self.assertRegex(certificate.name, r"^2307/\d{4}/\d{5}$")
        self.assertEqual(certificate.payee_tin, "987654321-00001")
        self.assertEqual(certificate.content_sha256, certificate._content_hash())
        content = certificate.attachment_id.raw
        self.assertEqual(certificate.file_sha256, hashlib.sha256(content).hexdigest())
        for text in (b"99,000.00", b"1,980.00", b"987654321-00001", certificate.name.encode()):
            self.assertIn(text, content)

    def test_whoever_generated_does_not_issue(self):
        self._bill(100)
        certificate = self.certificates.with_user(self.manager)._generate(
            self.registration, "2307", "issued", *QUARTER
        )
        with self.assertRefused(UserError, "somebody else"):
            certificate.with_user(self.manager).action_issue()

    def test_officer_does_not_issue(self):
        with self.assertRaises(AccessError):
            self._one().with_user(self.officer).action_issue()

    def test_invalid_tin_and_unknown_code_are_refused(self):
        self.partner_b.with_context(no_vat_validation=True).vat = False
        certificate = self._one()
        self.assertIn("no valid TIN", certificate.problems)
        with self.assertRefused(UserError, "no valid TIN"):
            certificate.with_user(self.manager).action_issue()
        self.partner_b.vat = "987-654-321-00001"
        self.env["ipai.bir.atc"].search([("code", "=", "WC160")]).active = False
        certificate = self._generate()
        with self.assertRefused(UserError, "WC160 is unknown"):
            certificate.with_user(self.manager).action_issue()

    def test_negative_certificate_is_refused(self):
        self._bill(1000, move_type="in_refund")
        with self.assertRefused(UserError, "negative"):
            self._generate().with_user(self.manager).action_issue()

    def test_ledger_changed_since_generation(self):
        certificate = self._one()
        self._bill(1)
        with self.assertRefused(UserError, "ledger changed"):
            certificate.with_user(self.manager).action_issue()

    def test_issued_certificate_is_immutable(self):
        certificate = self._issue(self._one())
        with self.assertRefused(UserError, "no longer change"):
            certificate.with_user(self.manager).reference = "x"
        with self.assertRaises(AccessError):
            certificate.with_user(self.manager).write({"state": "draft"})
        with self.assertRaises(AccessError):
            certificate.line_ids.with_user(self.manager).write({"tax": 1})
        with self.assertRefused(UserError, "stays on record"):
            certificate.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            certificate.with_user(self.manager).create({"partner_id": self.partner_a.id})

    def test_later_change_supersedes(self):
        first = self._issue(self._one())
        self.assertFalse(self._generate(), "an agreeing certificate gets no draft")
        self._bill(500)
        self.env["ipai.bir.certificate"]._check_drift(self.registration, date(2026, 1, 1))
        self.assertTrue(first.drift)
        second = self._generate()
        self.assertEqual(second.supersedes_id, first)
        self.assertEqual(first.state, "issued", "until the new one is issued")
        self._issue(second)
        self.assertEqual((first.state, second.state), ("superseded", "issued"))
        self.assertFalse(first.drift)
        self.assertEqual(second.amount_base, 99500.0)
        self.assertEqual(first.amount_base, 99000.0)

    def test_entries_undone_after_issue(self):
        """A certificate of entries that are gone can be cancelled, not reissued empty."""
        bill = self._bill(100)
        certificate = self._issue(self._generate())
        bill.button_draft()
        draft = self._generate()
        with self.assertRefused(UserError, "Nothing was withheld"):
            draft.with_user(self.manager).action_issue()
        certificate.with_user(self.manager).action_cancel()
        self.assertEqual(certificate.state, "cancelled")
        self.assertFalse(self._generate())

    def test_drift_heals_when_the_ledger_returns(self):
        bill = self._bill(100)
        certificate = self._issue(self._generate())
        certificates = self.env["ipai.bir.certificate"]
        bill.button_draft()
        certificates._check_drift(self.registration, date(2026, 1, 1))
        self.assertTrue(certificate.drift)
        bill.action_post()
        self._generate()
        certificates._check_drift(self.registration, date(2026, 1, 1))
        self.assertFalse(certificate.drift)

    def test_final_certificate_per_year(self):
        self._bill(1000, ["purchase_25_wc830"], day=date(2026, 3, 1))
        self._bill(2000, ["purchase_25_wc830"], day=date(2026, 9, 1))
        certificate = self._generate(form="2306", period=(date(2026, 1, 1), date(2026, 12, 31)))
        self.assertEqual((certificate.amount_base, certificate.amount_tax), (3000.0, 750.0))
        self.assertEqual(certificate.period, "2026")
        self.assertRegex(self._issue(certificate).name, "^2306/")

    def test_final_certificates_are_not_received(self):
        with self.assertRaises(ValidationError):
            self.env["ipai.bir.certificate"].create(
                {
                    "registration_id": self.registration.id,
                    "partner_id": self.partner_b.id,
                    "form": "2306",
                    "direction": "received",
                    "period_start": QUARTER[0],
                    "period_end": QUARTER[1],
                }
            )

    def test_received_certificate(self):
        self._sale(50000)
        certificate = self._generate("received")
        self.assertEqual((certificate.amount_base, certificate.amount_tax), (50000.0, 1000.0))
        with self.assertRefused(UserError, "reference"):
            certificate.with_user(self.manager).action_issue()
        certificate.with_user(self.officer).write(
            {"reference": "ABC-7", "received_file": base64.b64encode(b"scan")}
        )
        self._issue(certificate)
        self.assertEqual(certificate.state, "issued")
        self.assertFalse(certificate.attachment_id, "theirs is the document, not ours")

    def test_other_company_reads_none(self):
        certificate = self._one()
        other = self.setup_other_company()["company"]
        stranger = self._create_user("manager", other).with_company(other)
        as_stranger = certificate.with_user(stranger)
        self.assertFalse(as_stranger.search([("id", "=", certificate.id)]))
        with self.assertRaises(AccessError):
            as_stranger.read(["amount_tax"])
        with self.assertRaises(AccessError):
            certificate.line_ids.with_user(stranger).read(["tax"])
        with self.assertRaises(AccessError):
            as_stranger.action_issue()

    def test_same_payee_in_two_companies(self):
        self._one()
        other = self.setup_other_company()["company"]
        other.partner_id.vat = "111-222-333-00000"
        registration = self.env["ipai.bir.registration"].create(
            {"name": "Other", "company_id": other.id, "track_from": date(2026, 1, 1)}
        )
        self.assertFalse(
            self.env["ipai.bir.withholding"]._rows(registration, "expanded", *QUARTER)
        )

    def test_wizard(self):
        self._bill(100, day=date(2026, 2, 1))
        wizard = (
            self.env["ipai.bir.certificate.batch"]
            .with_user(self.officer)
            .create(
                {
                    "registration_ids": [Command.set(self.registration.ids)],
                    "year": 2026,
                    "quarter": "1",
                }
            )
        )
        action = wizard.action_generate()
        certificate = self.certificates.search(action["domain"])
        self.assertEqual(certificate.period, "2026-Q1")
        self.assertEqual(certificate.prepared_by_id, self.officer)

    def test_default_quarter(self):
        for day, end in (
            (date(2026, 1, 1), date(2025, 12, 31)),
            (date(2026, 3, 31), date(2025, 12, 31)),
            (date(2026, 4, 1), date(2026, 3, 31)),
            (date(2026, 11, 22), date(2026, 9, 30)),
        ):
            self.assertEqual(self.certificates._last_quarter(day)[1], end)

    def _run(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"ipai_bir_withholding.{name}").method_direct_trigger()

    @freeze_time("2026-10-25")
    def test_scheduled_generation_and_chase(self):
        self.registration.preparer_id = self.officer
        self._bill(100)
        self._sale(50000)
        for _time in range(2):
            self._run("ir_cron_generate")
            self._run("ir_cron_chase")
        own = self.certificates.search([("registration_id", "=", self.registration.id)])
        self.assertEqual(sorted(own.mapped("direction")), ["issued", "received"])
        received = own.filtered(lambda certificate: certificate.direction == "received")
        self.assertEqual(len(received.activity_ids), 1)
        self.assertEqual(received.activity_ids.user_id, self.officer)

    @freeze_time("2026-10-25")
    def test_drift_is_told_once(self):
        self.registration.preparer_id = self.officer
        certificate = self._issue(self._one())
        self._bill(5)
        for _time in range(2):
            self._run("ir_cron_generate")
        self.assertTrue(certificate.drift)
        self.assertEqual(len(certificate.activity_ids), 1)

    def test_issued_certificate_is_sealed(self):
        certificate = self._issue(self._one())
        file = certificate.attachment_id
        self.assertEqual(certificate.sudo().seal_ids.item_ids.attachment_id, file)
        for user in (self.officer, self.manager):
            with self.assertRaises(UserError):
                file.with_user(user).raw = b"forged"
        with self.assertRefused(UserError, "sealed evidence"):
            file.unlink()

    def test_reset_of_a_bill_is_flagged_at_once(self):
        certificate = self._issue(self._one())
        move = certificate.sudo().line_ids.move_line_ids.move_id[:1]
        self.assertFalse(certificate.drift)
        move.button_draft()
        self.assertTrue(certificate.drift)
        self.assertIn(move.name, str(certificate.message_ids.mapped("body")))
