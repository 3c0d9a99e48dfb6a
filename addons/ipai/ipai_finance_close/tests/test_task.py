from datetime import date, datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CloseCommon


@tagged("post_install", "-at_install")
class TestTask(CloseCommon):
    def test_due_dates_are_working_days(self):
        """30 June 2026 is a Tuesday."""
        self.assertEqual(self._task("Import").due_date, date(2026, 7, 1))
        self.assertEqual(self._task("Reconcile").due_date, date(2026, 7, 2))
        self.assertEqual(self._task("Invoice").due_date, date(2026, 6, 30))

    def test_due_dates_skip_weekends_and_holidays(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": datetime(2026, 7, 31, 22),
                "date_to": datetime(2026, 8, 3, 22),
            }
        )
        july = self._create_period((date(2026, 7, 1), date(2026, 7, 31)))
        self.assertEqual(july._due_date(1), date(2026, 8, 4), "weekend, then a holiday")
        self.assertEqual(july._due_date(-1), date(2026, 7, 31))

    def test_whole_way(self):
        task = self._task("Import")
        task.action_start()
        task.action_submit()
        self.assertEqual((task.state, task.done_by_id), ("submitted", self.doer))
        self.assertEqual(task.activity_ids.user_id, self.approver)
        task.with_user(self.approver).action_approve()
        self.assertEqual((task.state, task.approved_by_id), ("approved", self.approver))
        self.assertFalse(task.activity_ids)
        self.assertEqual(self.period.done_count, 1)

    def test_doer_does_not_approve(self):
        task = self._task("Import")
        task.action_submit()
        with self.assertRefused(UserError, "somebody else"):
            task.action_approve()
        officer = self._task("Invoice", self.manager)
        officer.action_submit()
        with self.assertRefused(UserError, "somebody else"):
            officer.action_approve()

    def test_only_the_accountable_or_a_manager_approves(self):
        self._task("Import").action_submit()
        with self.assertRaises(AccessError):
            self._task("Import", self.officer).action_approve()
        self._task("Import", self.manager).action_approve()

    def test_state_cannot_be_written(self):
        for values in ({"state": "approved"}, {"done_by_id": self.officer.id}):
            with self.subTest(values), self.assertRaises(AccessError):
                self._task("Import", self.manager).write(values)

    def test_dependencies(self):
        task = self._task("Reconcile")
        task.attachment_ids = [Command.create({"name": "proof.txt", "raw": b"x"})]
        with self.assertRefused(UserError, "waits for Import"):
            task.action_submit()
        self._task("Import", self.manager).action_not_applicable()
        task.action_submit()

    def test_evidence(self):
        self._task("Import", self.manager).action_not_applicable()
        with self.assertRefused(UserError, "needs evidence"):
            self._task("Reconcile").action_submit()

    def test_evidence_is_frozen_with_the_task(self):
        task = self._task("Import")
        task.attachment_ids = [Command.create({"name": "proof.txt", "raw": b"x"})]
        task.action_submit()
        with self.assertRefused(UserError, "send it back"):
            task.attachment_ids = False
        task.with_user(self.approver).action_send_back()
        self.assertFalse(task.done_by_id)
        task.attachment_ids = False

    def test_tasks_cannot_wait_for_each_other(self):
        with self.assertRaises(ValidationError):
            self._task("Import", self.officer).depends_on_ids = self._task("Reconcile")
        first, second = self.template.task_ids.filtered(lambda task: task.workday > 0)
        with self.assertRaises(ValidationError):
            first.depends_on_ids = second

    def test_template_asks_for_two_people(self):
        with self.assertRaises(ValidationError):
            self.template.task_ids[0].approver_id = self.doer

    def test_user_writes_own_tasks_only(self):
        self._task("Import", self.officer).responsible_id = self.officer
        self._task("Import", self.officer).approver_id = self.manager
        with self.assertRaises(AccessError):
            self._task("Import", self.doer).note = "x"
        with self.assertRaises(AccessError):
            self._task("Import", self.doer).action_submit()

    @freeze_time("2026-07-10")
    def test_late_task_is_told_once(self):
        for _time in range(2):
            with self.enter_registry_test_mode():
                self.env.ref("ipai_finance_close.ir_cron_escalate").method_direct_trigger()
        task = self._task("Import")
        self.assertTrue(task.is_late)
        self.assertEqual(len(task.activity_ids), 1)
        self.assertEqual(task.activity_ids.user_id, self.approver)
