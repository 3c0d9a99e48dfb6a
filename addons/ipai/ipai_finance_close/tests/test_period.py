from datetime import date, datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import JUNE, CloseCommon


@tagged("post_install", "-at_install")
class TestPeriod(CloseCommon):
    def _close(self):
        self._finish_tasks()
        self.period.with_user(self.officer).action_review()
        self.period.with_user(self.manager).action_close()

    def test_close_locks_the_books(self):
        """Capability: finance.accounting.fiscal-years-locks"""
        self._close()
        self.assertEqual(self.period.state, "closed")
        self.assertEqual(self.period.closed_by_id, self.manager)
        for name in (
            "sale_lock_date",
            "purchase_lock_date",
            "tax_lock_date",
            "fiscalyear_lock_date",
        ):
            self.assertEqual(self.company[name], JUNE[1])
        self.assertFalse(self.company.hard_lock_date)

    def test_locks_never_move_back(self):
        """Capability: finance.accounting.fiscal-years-locks"""
        self.company.tax_lock_date = date(2026, 9, 30)
        self._close()
        self.assertEqual(self.company.tax_lock_date, date(2026, 9, 30))

    def test_unfinished_tasks_refuse(self):
        self.period.with_user(self.officer).action_review()
        with self.assertRefused(UserError, "Not approved: .*Import"):
            self.period.with_user(self.manager).action_close()
        self.assertFalse(self.company.fiscalyear_lock_date)

    def test_blocking_check_refuses_until_waived(self):
        self._finish_tasks()
        self._entry(date(2026, 6, 15), 5, post=False)
        self.period.with_user(self.officer).action_review()
        with self.assertRefused(UserError, "Draft entries"):
            self.period.with_user(self.manager).action_close()
        check = self._check("draft_entries")
        check.waiver_reason = "Known"
        check.action_waive()
        self.period.with_user(self.manager).action_close()
        self.assertEqual(self.period.state, "closed")

    def test_check_that_does_not_block(self):
        self._finish_tasks()
        self._entry(date(2026, 6, 15), 5, post=False)
        self._check("draft_entries").blocking = False
        self.period.with_user(self.officer).action_review()
        self.period.with_user(self.manager).action_close()

    def test_officer_does_not_close(self):
        self._finish_tasks()
        self.period.with_user(self.officer).action_review()
        with self.assertRaises(AccessError):
            self.period.with_user(self.officer).action_close()
        with self.assertRaises(AccessError):
            self.period.with_user(self.manager).write({"state": "closed"})

    def test_posting_in_a_closed_period_moves_out_of_it(self):
        """Odoo does not refuse the entry: it dates it after the lock."""
        self._entry(date(2026, 6, 10), 100)
        self._close()
        before = self.period.ledger_sha256
        late = self._entry(date(2026, 6, 15), 40)
        self.assertGreater(late.date, JUNE[1])
        self.assertEqual(self.period._ledger_digest(), before)
        self.period.action_refresh_checks()
        self.assertFalse(self.period.ledger_changed)

    def test_reopening_needs_a_dated_exception(self):
        """Capability: finance.accounting.fiscal-years-locks"""
        self._close()
        reopen = self.env["ipai.close.reopen"].with_user(self.manager)
        values = {
            "period_id": self.period.id,
            "user_id": self.manager.id,
            "reason": "Missing bill",
        }
        with self.assertRefused(UserError, "future"):
            reopen.create({**values, "until": datetime(2020, 1, 1)}).action_reopen()
        reopen.create({**values, "until": datetime(2099, 1, 1)}).action_reopen()
        self.assertEqual(self.period.state, "reopened")
        self.assertEqual(self.company.fiscalyear_lock_date, JUNE[1], "the locks stay")
        self.assertEqual(self.period.exception_ids.user_id, self.manager)
        self.assertEqual(set(self.period.exception_ids.mapped("state")), {"active"})
        self.assertTrue(all(self.period.exception_ids.mapped("end_datetime")))

    def test_only_managers_reopen(self):
        self._close()
        with self.assertRaises(AccessError):
            self.period.with_user(self.officer)._reopen(
                "x", datetime(2099, 1, 1), self.officer
            )

    def test_changed_ledger_is_flagged(self):
        self._close()
        self.company.write(
            dict.fromkeys(
                (
                    "sale_lock_date",
                    "purchase_lock_date",
                    "tax_lock_date",
                    "fiscalyear_lock_date",
                ),
                False,
            )
        )
        self._entry(date(2026, 6, 15), 40)
        self.period.action_refresh_checks()
        self.assertTrue(self.period.ledger_changed)

    def test_hard_lock_asks_twice(self):
        """Capability: finance.accounting.fiscal-years-locks"""
        wizard = self.env["ipai.close.hard.lock"].with_user(self.manager)
        wizard = wizard.create({"period_id": self.period.id, "confirmation": "2026-06-30"})
        with self.assertRefused(UserError, "Close the period first"):
            wizard.action_lock()
        self._close()
        wizard.confirmation = "yes"
        with self.assertRefused(UserError, "2026-06-30"):
            wizard.action_lock()
        wizard.confirmation = "2026-06-30"
        wizard.action_lock()
        self.assertEqual(self.company.hard_lock_date, JUNE[1])

    def test_periods_do_not_overlap(self):
        with self.assertRaises(ValidationError):
            self._create_period((date(2026, 6, 15), date(2026, 7, 15)))

    def test_opened_period_stays(self):
        with self.assertRefused(UserError, "stays on record"):
            self.period.with_user(self.manager).unlink()
        with self.assertRefused(UserError, "dates"):
            self.period.with_user(self.manager).date_to = date(2026, 7, 31)

    def test_findings_cannot_be_written_through_the_period(self):
        check = self._check("draft_entries")
        for command in (
            Command.update(check.id, {"value": 0}),
            Command.delete(check.id),
            Command.create({"code": "mine", "name": "Mine"}),
        ):
            with self.subTest(command), self.assertRaises(AccessError):
                self.period.with_user(self.manager).check_ids = [command]

    def test_other_company(self):
        other = self.setup_other_company()["company"]
        stranger = self._create_user("stranger", "manager", other)
        for record in (self.period, self.period.task_ids[0], self.period.check_ids[0]):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(stranger).read(["name"])
        with self.assertRaises(AccessError):
            self.period.with_user(stranger).action_close()

    def _run_cron(self, day):
        with freeze_time(day), self.enter_registry_test_mode():
            self.env.ref("ipai_finance_close.ir_cron_open_next").method_direct_trigger()
        return self.env["ipai.close.period"].search(
            [("template_id", "=", self.template.id), ("id", "!=", self.period.id)]
        )

    def test_next_period_opens_five_days_ahead(self):
        self.template.recurring = True
        self.assertFalse(self._run_cron("2026-07-25"))
        opened = self._run_cron("2026-07-26")
        self.assertEqual((opened.date_from, opened.date_to), (date(2026, 7, 1), date(2026, 7, 31)))
        self.assertEqual(opened.state, "open")
        self.assertEqual(len(opened.task_ids), 3)
        self.assertEqual(self._run_cron("2026-07-28"), opened, "once")

    def test_binder(self):
        self._entry(date(2026, 6, 15), 5, post=False)
        self._finish_tasks()
        check = self._check("draft_entries")
        check.waiver_reason = "Known supplier delay"
        check.action_waive()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "ipai_finance_close.action_report_binder", self.period.ids
        )[0].decode()
        evidence = self._task("Reconcile")._sealed_items()
        for text in ("Known supplier delay", "Reconcile", evidence.sha256, self.doer.name):
            self.assertIn(text, html)
