from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCommon

from .common import FRIDAY_16, DeskCommon


@tagged("post_install", "-at_install")
class TestFollowUp(DeskCommon, MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.queue.write({"desk_remind_days": 3, "desk_close_days": 7})
        cls.ticket = cls._create_ticket()

    def _wait(self):
        self._answer(self.ticket)
        self._move(self.ticket, self.waiting, FRIDAY_16)

    def _run(self, days):
        with freeze_time(FRIDAY_16 + timedelta(days=days)), self.mock_mail_gateway():
            with self.enter_registry_test_mode():
                self.env.ref("ipai_service_desk.ir_cron_follow_up").method_direct_trigger()
        self.env.invalidate_all()
        return self.ticket.message_ids.filtered(lambda item: "We wait for" in (item.subject or ""))

    def test_reminded_once_then_closed(self):
        """Capability: services.helpdesk.closing"""
        self._wait()
        self.assertFalse(self._run(2))
        reminder = self._run(3)
        self.assertEqual(len(reminder), 1)
        self.assertEqual(reminder.notified_partner_ids, self.requester)
        self.assertIn(self.ticket.ticket_number, reminder.subject)
        self.assertFalse(self.ticket.reopened_count, "a reminder is no answer")
        self.assertEqual(self._run(4), reminder, "once")
        self.assertEqual(self.ticket.stage_id, self.waiting)
        self._run(7)
        self.assertEqual((self.ticket.stage_id, self.ticket.state), (self.solved, "1_done"))
        self.assertIn("no answer for 7 days", str(self.ticket.message_ids.mapped("body")))

    def test_an_answer_counts_anew(self):
        self._wait()
        self._answer(self.ticket, FRIDAY_16 + timedelta(days=5), author=self.requester)
        self.assertEqual(self.ticket.stage_id, self.work)
        self._run(8)
        self.assertEqual(self.ticket.stage_id, self.work)

    def test_never_where_not_wanted(self):
        self.queue.write({"desk_remind_days": 0, "desk_close_days": 0})
        self._wait()
        self.assertFalse(self._run(100))
        self.assertEqual(self.ticket.stage_id, self.waiting)

    def test_only_what_waits_is_closed(self):
        self._run(100)
        self.assertEqual(self.ticket.stage_id, self.new)
