from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import YEAR, ScheduleCommon


@tagged("post_install", "-at_install")
class TestAccess(ScheduleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-01-20"):
            cls.bill = cls._bill([12_000])
            cls.schedule = cls._spread(cls.bill, confirm=False)

    def test_reader_reads_only(self):
        schedule = self.schedule.with_user(self.reader)
        self.assertEqual(schedule.amount, 12_000)
        self.assertEqual(len(schedule.line_ids.mapped("date")), 13)
        for refused in (
            lambda: schedule.write({"name": "Mine"}),
            lambda: schedule.action_confirm(),
            lambda: schedule.unlink(),
            lambda: schedule.copy(),
            lambda: schedule.action_rebook_missing(),
            lambda: schedule.action_accept_dates(),
            lambda: self.env["ipai.schedule.spread"].with_user(self.reader).create({}),
        ):
            with self.assertRaises(AccessError):
                refused()

    @freeze_time("2026-01-20")
    def test_states_and_stamps_are_closed(self):
        for values in (
            {"state": "done"},
            {"confirmed_by_id": self.manager.id},
            {"prepared_by_id": self.reader.id},
            {"settled_amount": 1},
            {"transfer_move_id": False},
            {"drift": False},
            {"opened_on": date(2026, 1, 1)},
            {"line_ids": [(5,)]},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                self.schedule.with_user(self.manager).write(values)
        with self.assertRaises(AccessError):
            self.env["ipai.schedule"].with_user(self.officer).create(
                {
                    "name": "x",
                    "date_to": YEAR[1],
                    "to_account_id": self.expense.id,
                    "state": "running",
                }
            )

    @freeze_time("2026-01-20")
    def test_entries_follow_from_the_figures(self):
        line = self.schedule.line_ids[0].with_user(self.manager)
        for refused in (
            lambda: line.write({"amount": 1}),
            lambda: line.unlink(),
            lambda: line.create({"schedule_id": self.schedule.id}),
        ):
            with self.assertRaises(AccessError):
                refused()

    @freeze_time("2026-01-20")
    def test_figures_are_frozen_once_confirmed(self):
        schedule = self.schedule.with_user(self.officer)
        schedule.action_confirm()
        with self.assertRefused(UserError, "no longer change"):
            schedule.date_to = date(2026, 6, 30)
        schedule.name = "Fire insurance"
        self.assertEqual(schedule.name, "Fire insurance")

    @freeze_time("2026-01-20")
    def test_second_person_from_an_amount_on(self):
        self.company.ipai_schedule_second_person_from = 12_000
        officer = self._create_user("other", "officer")
        with self.assertRefused(UserError, "somebody else"):
            self.schedule.with_user(self.officer).action_confirm()
        with self.assertRefused(AccessError, "manager"):
            self.schedule.with_user(officer).action_confirm()
        self.schedule.with_user(self.manager).write({"method": "day"})
        with self.assertRefused(UserError, "somebody else"):
            self.schedule.with_user(self.manager).action_confirm()
        with self.assertRefused(UserError, "somebody else"):
            self.schedule.with_user(self.manager).sudo().action_confirm()
        self.schedule.with_user(self.officer).write({"method": "month"})
        self.schedule.with_user(self.manager).action_confirm()
        self.assertEqual(self.schedule.confirmed_by_id, self.manager)
        self.assertEqual(self.schedule.prepared_by_id, self.officer)

    @freeze_time("2026-01-20")
    def test_bills_work_without_a_role_here(self):
        """Who only writes bills never meets schedules: reads, posts and resets as before."""
        clerk = new_test_user(
            self.env,
            login="schedule_clerk",
            groups="account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.schedule.action_confirm()
        bill = self.bill.with_user(clerk)
        self.assertNotIn("ipai_schedule_ids", bill.read()[0])
        self.assertFalse(bill.ipai_can_spread)
        with self.assertRefused(UserError, "cancel the schedule first"):
            bill.button_draft()
        own = self._bill([70], post=False).with_user(clerk)
        own.action_post()
        own.button_draft()
        self.assertEqual(own.state, "draft")

    @freeze_time("2026-01-20")
    def test_every_schedule_by_default(self):
        self.company.ipai_schedule_second_person_from = 0
        self.assertTrue(self.schedule.needs_second_person)

    @freeze_time("2026-01-20")
    def test_other_company(self):
        other = self.setup_other_company()["company"]
        stranger = self._create_user("stranger", "manager", other)
        self.schedule.action_confirm()
        statement = self._statement(date(2026, 1, 20))
        wizards = (
            self.env["ipai.schedule.cancel"].create(
                {"schedule_id": self.schedule.id, "reason": "Confidential"}
            ),
            self.env["ipai.schedule.spread"].create(
                {"line_ids": [Command.set(self.bill.invoice_line_ids.ids)]}
            ),
            statement.line_ids[0],
        )
        records = (self.schedule, self.schedule.line_ids[0], statement, *wizards)
        for record in records:
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(stranger).read(["create_date"])
            record.with_user(self.manager).read(["create_date"])
        for refused in (
            lambda: self.schedule.with_user(stranger).write({"name": "x"}),
            lambda: self.schedule.with_user(stranger)._cancel(date.today(), "keep", "x"),
            lambda: self.schedule.with_user(stranger).action_refresh_drift(),
        ):
            with self.assertRaises(AccessError):
                refused()
        self.assertFalse(self.env["ipai.schedule.balance"].with_user(stranger).search([]))
        with self.assertRaises(UserError):
            self.env["ipai.schedule"].with_user(stranger).create(
                {
                    "name": "Theirs",
                    "date_to": YEAR[1],
                    "deferral_account_id": self.prepaid.id,
                    "to_account_id": self.expense.id,
                    "company_id": other.id,
                }
            )


@tagged("post_install", "-at_install")
class TestRemoteCalls(ScheduleCommon, HttpCase):
    def _call(self, user, method, *args):
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {"model": "ipai.schedule", "method": method, "args": args, "kwargs": {}},
        )

    @freeze_time("2026-01-20")
    def test_by_role_and_company(self):
        """What a role may not do fails over the wire as well, and nothing is changed."""
        schedule = self._spread(self._bill([12_000]), confirm=False)
        other = self.setup_other_company()["company"]
        stranger = self._create_user("stranger", "manager", other)
        refused = [
            (self.reader, "action_confirm", [schedule.ids]),
            (self.reader, "write", [schedule.ids, {"name": "x"}]),
            (self.officer, "write", [schedule.ids, {"state": "running"}]),
            (self.officer, "_cancel", [schedule.ids, "2026-01-20", "keep", "x"]),
            (stranger, "read", [schedule.ids, ["name"]]),
            (stranger, "action_confirm", [schedule.ids]),
            (stranger, "unlink", [schedule.ids]),
        ]
        for user, method, args in refused:
            user.password = user.login
            self.authenticate(user.login, user.login)
            with self.subTest(f"{user.login} {method}"):
                with self.assertRaises(Exception) as caught:
                    self._call(user, method, *args)
                self.assertRegex(str(caught.exception), "AccessError|Private methods")
        self.assertEqual(schedule.state, "draft")
        self.officer.password = self.officer.login
        self.authenticate(self.officer.login, self.officer.login)
        self._call(self.officer, "action_confirm", schedule.ids)
        self.env.invalidate_all()
        self.assertEqual(schedule.state, "running", "the control: an officer may")
