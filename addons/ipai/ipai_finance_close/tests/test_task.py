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
        sealed = task.attachment_ids
        task.with_user(self.approver).action_send_back()
        self.assertFalse(task.done_by_id)
        task.attachment_ids = False
        self.assertTrue(sealed.exists(), "what was submitted stays on record")

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
        self._task("Import", self.officer).write(
            {"responsible_id": self.officer.id, "approver_id": self.manager.id}
        )
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

    def _close(self):
        self._finish_tasks()
        self.period.with_user(self.officer).action_review()
        self.period.with_user(self.manager).action_close()

    def test_evidence_of_a_closed_period_stays(self):
        """The officer overwrites, renames, moves and deletes the file; then the superuser."""
        self._close()
        evidence = self._task("Reconcile").attachment_ids
        other = self.env["res.partner"].create({"name": "Elsewhere"})
        for env in (evidence.with_user(self.officer), evidence.with_user(self.manager), evidence.sudo()):
            for vals in (
                {"datas": "Zm9yZ2Vk"},
                {"raw": b"forged"},
                {"name": "x.txt"},
                {"res_model": "res.partner", "res_id": other.id},
            ):
                with self.subTest(vals), self.assertRaises(UserError):
                    env.write(vals)
            with self.assertRaises(UserError):
                env.unlink()
        self.assertEqual(evidence.raw, b"proof")
        seal = self.period.sudo().seal_ids[:1]
        self.assertEqual(seal.event, "closed")
        self.assertIn(evidence, seal.item_ids.attachment_id)

    def test_checklist_cannot_be_walked_around(self):
        task = self._task("Reconcile")
        for user in (self.doer, self.officer):
            with self.assertRaises(AccessError):
                task.with_user(user).evidence_required = False
        with self.assertRaises(AccessError):
            task.approver_id = self.manager
        task.with_user(self.manager).responsible_id = self.manager
        with self.assertRefused(AccessError, "Whoever does a task"):
            task.with_user(self.manager).evidence_required = False
        for user in (self.officer, self.manager):
            with self.assertRaises(UserError):
                self._task("Invoice").with_user(user).unlink()
            with self.assertRaises(UserError):
                self.period.with_user(user).task_ids = [Command.delete(task.id)]

    def test_closed_period_takes_and_gives_no_task(self):
        self._close()
        other = self._create_period((date(2026, 7, 1), date(2026, 7, 31)))
        other.action_open()
        tasks = self.env["ipai.close.task"].with_user(self.officer)
        for act in (
            lambda: tasks.create({"name": "Late", "period_id": self.period.id}),
            lambda: tasks.load(["name", "period_id/.id"], [["Late", str(self.period.id)]])["ids"]
            or self._refuse(),
            lambda: self.period.with_user(self.officer).write(
                {"task_ids": [Command.create({"name": "Late"})]}
            ),
            lambda: self.period.with_user(self.officer).write(
                {"task_ids": [Command.link(other.task_ids[0].id)]}
            ),
            lambda: other.task_ids[0].with_user(self.officer).write({"period_id": self.period.id}),
            lambda: self._task("Import", self.officer).write({"period_id": other.id}),
            lambda: self._task("Import", self.officer).write({"attachment_ids": False}),
            lambda: self._task("Import", self.officer).copy(),
        ):
            with self.assertRaises(UserError):
                act()

    def _refuse(self):
        raise UserError("refused by the import")
