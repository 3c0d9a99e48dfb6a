from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import QUARTER, VatCommon


@tagged("post_install", "-at_install")
class TestVatReturn(VatCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._quarter()
        cls.filing = cls.env["ipai.bir.filing"].create(
            {
                "registration_id": cls.registration.id,
                "obligation_id": cls.env.ref("ipai_bir_base.obligation_2550q").id,
                "period_start": QUARTER[0],
                "period_end": QUARTER[1],
            }
        )

    def _review(self, vat_return):
        vat_return.with_user(self.manager).action_review()
        return vat_return

    def test_figures(self):
        """Capability: finance.tax.philippine-returns"""
        vat_return = self._return()
        self.assertEqual(self._box(vat_return, 31), (49000.0, 5880.0))
        self.assertEqual(self._box(vat_return, 32)[0], 7000.0)
        self.assertEqual(self._box(vat_return, 44), (10000.0, 1200.0))
        self.assertEqual(self._box(vat_return, 61)[1], 4680.0)
        self.assertEqual(vat_return.still_payable, 4680.0)
        self.assertEqual(len(vat_return.line_ids), len(vat_return.report_id.line_ids))
        self.assertFalse(vat_return.problems)

    def test_every_box_of_the_form_is_computed(self):
        """Capability: finance.tax.philippine-returns"""
        values, issues = self.env["ipai.report.evaluator"]._evaluate(
            self.env.ref("l10n_ph.vat"), *QUARTER, self.company
        )
        self.assertFalse(issues)
        self.assertEqual(len(values), 68)

    def test_boxes_open_their_entries(self):
        vat_return = self._return()
        for code, total in (("31", -49000 - 5880), ("61", None)):
            line = vat_return.line_ids.filtered(lambda x, c=code: x.code == f"2550Q_{c}")
            action = line.action_open_entries()
            items = self.env[action["res_model"]].search(action["domain"])
            self.assertTrue(items)
            if total:
                self.assertEqual(sum(items.mapped("balance")), total)

    def test_review_and_filing(self):
        vat_return = self._review(self._return())
        self.assertEqual(vat_return.filing_id, self.filing)
        self.assertEqual(self.filing.amount, 4680.0)
        as_manager = vat_return.with_user(self.manager)
        with self.assertRefused(UserError, "filing first"):
            as_manager.action_file()
        self.filing.with_user(self.officer).action_prepare()
        filing = self.filing.with_user(self.manager)
        filing.action_review()
        filing.write(
            {
                "reference": "EFPS-1",
                "filed_on": date(2026, 10, 20),
                "attachment_ids": [Command.create({"name": "a.txt", "raw": b"a"})],
            }
        )
        filing.action_file()
        as_manager.action_file()
        self.assertEqual(vat_return.state, "filed")
        with self.assertRefused(UserError, "Amend"):
            as_manager.action_back_to_draft()

    def test_whoever_computed_does_not_review(self):
        vat_return = self._return(self.manager)
        with self.assertRefused(UserError, "somebody else"):
            vat_return.action_review()

    def test_officer_does_not_review(self):
        with self.assertRaises(AccessError):
            self._return().with_user(self.officer).action_review()

    def test_drift(self):
        vat_return = self._return()
        move = self._move("out_invoice", 10, "sale_12")
        vat_return.action_check_drift()
        self.assertTrue(vat_return.drift)
        with self.assertRefused(UserError, "ledger changed"):
            vat_return.with_user(self.manager).action_review()
        move.button_draft()
        vat_return.action_check_drift()
        self.assertFalse(vat_return.drift)

    def test_drift_without_a_changed_total(self):
        """Another partner on the same amount changes the list, not the form."""
        vat_return = self._return()
        move = self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("move_type", "=", "out_refund")]
        )
        move.button_draft()
        move.partner_id = self.partner_a
        move.action_post()
        vat_return.action_check_drift()
        self.assertTrue(vat_return.drift)

    def test_drift_after_review_is_flagged(self):
        vat_return = self._review(self._return())
        self._move("out_invoice", 10, "sale_12")
        vat_return.action_check_drift()
        self.assertTrue(vat_return.drift)
        self.assertEqual(vat_return.still_payable, 4680.0, "the reviewed figures stay")

    def _manual(self, vat_return, amount=100.0):
        expression = self.env.ref("l10n_ph.l10n_ph_2550Q_2550q_17_balance")
        vat_return.with_user(self.officer).adjustment_ids = [
            Command.create(
                {"expression_id": expression.id, "amount": amount, "reason": "Advance payment"}
            )
        ]
        return vat_return.adjustment_ids

    def test_manual_line(self):
        vat_return = self._return()
        adjustment = self._manual(vat_return)
        self.assertEqual(vat_return.state, "draft", "figures of before are no figures")
        vat_return.action_compute()
        self.assertEqual(self._box(vat_return, 17)[1], 100.0)
        self.assertEqual(vat_return.still_payable, 4580.0)
        adjustment.with_user(self.officer).amount = 80.0
        vat_return.action_compute()
        self.assertEqual(vat_return.still_payable, 4600.0)
        values = adjustment.external_value_id
        vat_return.with_user(self.officer).unlink()
        self.assertFalse(values.exists())

    def test_computed_box_is_not_entered(self):
        vat_return = self._return()
        with self.assertRefused(ValidationError, "computed, not entered"):
            vat_return.adjustment_ids = [
                Command.create(
                    {
                        "expression_id": self.env.ref(
                            "l10n_ph.l10n_ph_2550Q_2550q_15_balance"
                        ).id,
                        "amount": 1,
                        "reason": "x",
                    }
                )
            ]

    def test_reviewed_return_is_frozen(self):
        vat_return = self._return()
        adjustment = self._manual(vat_return)
        vat_return.action_compute()
        self._review(vat_return)
        as_officer = vat_return.with_user(self.officer)
        for call in (
            lambda: as_officer.write({"period_end": date(2026, 12, 31)}),
            lambda: as_officer.action_compute(),
            lambda: as_officer.unlink(),
            lambda: adjustment.with_user(self.officer).write({"amount": 1}),
            lambda: adjustment.with_user(self.officer).unlink(),
        ):
            with self.assertRaises(UserError):
                call()
        with self.assertRaises(AccessError):
            as_officer.action_back_to_draft()
        vat_return.with_user(self.manager).action_back_to_draft()
        self.assertEqual(vat_return.state, "draft")

    def test_figures_cannot_be_written(self):
        vat_return = self._return()
        for values in ({"state": "reviewed"}, {"net_vat": 1}, {"problems": False}):
            with self.subTest(values), self.assertRaises(AccessError):
                vat_return.with_user(self.manager).write(values)
        with self.assertRaises(AccessError):
            vat_return.line_ids[0].with_user(self.manager).balance = 1
        with self.assertRaises(AccessError):
            vat_return.slsp_ids[0].with_user(self.manager).tax = 1

    def test_other_company(self):
        vat_return = self._return()
        other = self.setup_other_company()["company"]
        stranger = self._create_user("manager", other)
        for record in (vat_return, vat_return.line_ids[0], vat_return.slsp_ids[0]):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(stranger).read(["company_id"])

    def test_excess_input_tax_is_a_nil_payment(self):
        self._move("in_invoice", 100000, "purchase_12")
        vat_return = self._review(self._return())
        self.assertLess(vat_return.still_payable, 0)
        self.assertEqual((self.filing.amount, self.filing.nil_return), (0.0, True))

    def test_worksheet(self):
        vat_return = self._return()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "ipai_bir_vat.action_report_vat_return", vat_return.ids
        )[0].decode()
        for text in ("31 VATable Sales", "49,000.00", "5,880.00", "4,680.00"):
            self.assertIn(text, html)

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("ipai_bir_vat.ir_cron_create_returns").method_direct_trigger()
        return self.env["ipai.bir.vat.return"].search(
            [("registration_id", "=", self.registration.id)]
        )

    def test_draft_three_days_after_the_quarter(self):
        self.registration.obligation_ids = self.env.ref("ipai_bir_base.obligation_2550q")
        with freeze_time("2026-10-02"):
            self.assertNotIn(date(2026, 9, 30), self._run_cron().mapped("period_end"))
        with freeze_time("2026-10-03"):
            created = self._run_cron()
            self.assertIn(date(2026, 9, 30), created.mapped("period_end"))
            self.assertEqual(self._run_cron(), created, "twice creates no duplicates")

    def test_fiscal_quarter(self):
        self.registration.fiscal_month = "6"
        self.assertEqual(self._return().name, "2550Q · FY2027-Q1 · Head Office")

    def test_reviewed_return_takes_no_adjustment_from_elsewhere(self):
        """Made on an open return, moved to the reviewed one; or taken away from it."""
        reviewed = self._review(self._return())
        opened = self._return(period_start=date(2026, 4, 1), period_end=date(2026, 6, 30))
        adjustment = self._manual(opened)
        for act in (
            lambda: adjustment.with_user(self.officer).write({"return_id": reviewed.id}),
            lambda: adjustment.with_user(self.manager).write({"return_id": reviewed.id}),
            lambda: reviewed.with_user(self.officer).write(
                {"adjustment_ids": [Command.link(adjustment.id)]}
            ),
            lambda: adjustment.with_user(self.officer).copy({"return_id": reviewed.id}),
        ):
            with self.assertRefused(UserError, "reviewed return can no longer change"):
                act()
        self.assertFalse(reviewed.adjustment_ids)
        self.assertEqual(reviewed.sudo().seal_ids.event, "reviewed")

    def test_adjustment_that_moves_resets_both(self):
        first = self._return()
        second = self._return(period_start=date(2026, 4, 1), period_end=date(2026, 6, 30))
        adjustment = self._manual(first)
        first.action_compute()
        adjustment.with_user(self.officer).return_id = second
        self.assertEqual((first.state, second.state), ("draft", "draft"))
