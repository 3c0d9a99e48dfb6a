from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCommon

from .common import FRIDAY_16, MONDAY_16, DeskCommon

MAIL = """Return-Path: <{sender}>
To: {to}
From: {sender}
Subject: {subject}
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Date: Fri, 05 Jun 2026 16:00:00 +0800
Message-ID: <{message_id}>
{headers}
{body}
"""


@tagged("post_install", "-at_install")
class TestMail(DeskCommon, MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.queue.write(
            {
                "alias_name": "payables",
                "alias_domain_id": cls.mail_alias_domain.id,
                "alias_contact": "everyone",
            }
        )

    def _receive(self, message_id, moment, sender="Ana Reyes <ana@vendor.example>", headers=""):
        mail = MAIL.format(
            sender=sender,
            to=self.queue.alias_email,
            subject="Bill 4711 not paid",
            message_id=message_id,
            headers=headers,
            body="Please check.",
        )
        with freeze_time(moment), self.mock_mail_gateway():
            gateway = self.env["mail.thread"].with_user(self.env.ref("base.user_root"))
            return gateway.message_process(None, mail)

    def _ticket(self, message_id="<one@vendor.example>"):
        message = self.env["mail.message"].search([("message_id", "=", message_id)])
        return self.env["project.task"].browse(message.res_id)

    def test_mail_to_the_alias_opens_a_ticket(self):
        """Capability: services.helpdesk.email-portal"""
        self._receive("one@vendor.example", FRIDAY_16)
        ticket = self._ticket()
        self.assertEqual((ticket.name, ticket.project_id), ("Bill 4711 not paid", self.queue))
        self.assertEqual(ticket.partner_id, self.requester)
        self.assertTrue(ticket.ticket_number)
        self.assertFalse(ticket.first_response_on)
        self.assertEqual(self._status(ticket).deadline, MONDAY_16)
        self.assertIn(self.requester, ticket.message_partner_ids)

    def test_answer_by_mail_takes_up_the_work(self):
        """Capability: services.helpdesk.email-portal"""
        self._receive("one@vendor.example", FRIDAY_16)
        ticket = self._ticket()
        with self.mock_mail_gateway():
            question = self._answer(ticket, FRIDAY_16 + timedelta(minutes=10))
        self.assertEqual(ticket.first_response_on, FRIDAY_16 + timedelta(minutes=10))
        self._move(ticket, self.waiting, FRIDAY_16 + timedelta(minutes=10))
        headers = f"In-Reply-To: {question.message_id}\n"
        self._receive("two@vendor.example", FRIDAY_16 + timedelta(minutes=40), headers=headers)
        self.assertEqual(ticket.stage_id, self.work)
        self.assertEqual(self._status(ticket).paused_seconds, 1800)

    def test_answer_by_mail_of_the_desk_is_an_answer(self):
        self._receive("one@vendor.example", FRIDAY_16)
        ticket = self._ticket()
        self._receive(
            "two@desk.example",
            FRIDAY_16 + timedelta(minutes=20),
            sender=self.agent.email_formatted,
            headers="In-Reply-To: <one@vendor.example>\n",
        )
        self.assertEqual(ticket.first_response_on, FRIDAY_16 + timedelta(minutes=20))

    def test_notes_and_the_requester_are_no_answer(self):
        policy = self._create_policy("Answered", hours=1)
        ticket = self._create_ticket()
        ticket.message_post(body="Note", message_type="comment", author_id=self.agent.partner_id.id)
        ticket.message_post(body="x", message_type="notification", subtype_xmlid="mail.mt_comment")
        self._answer(ticket, author=self.requester)
        self.assertFalse(ticket.first_response_on)
        self.assertEqual(self._status(ticket, policy).state, "ongoing")
        internal = self._create_ticket(partner_id=self.agent.partner_id.id)
        self._answer(internal)
        self.assertFalse(internal.first_response_on, "the requester wrote")
        self._answer(internal, author=self.second.partner_id)
        self.assertTrue(internal.first_response_on)

    def test_first_answer_on_time_and_late(self):
        policy = self._create_policy("Answered", hours=1)
        for minutes, state in ((60, "reached"), (61, "failed")):
            with self.subTest(minutes):
                ticket = self._create_ticket()
                self._answer(ticket, FRIDAY_16 + timedelta(minutes=minutes))
                self._answer(ticket, FRIDAY_16 + timedelta(days=9))
                status = self._status(ticket, policy)
                self.assertEqual(status.state, state)
                self.assertEqual(status.reached_on, FRIDAY_16 + timedelta(minutes=minutes))

    def test_solved_without_a_word_counts_as_answered(self):
        policy = self._create_policy("Answered", hours=1)
        ticket = self._create_ticket()
        self._move(ticket, self.solved, FRIDAY_16 + timedelta(minutes=5))
        self.assertEqual(self._status(ticket, policy).state, "reached")

    def test_answer_reopens_a_closed_ticket(self):
        ticket = self._create_ticket()
        self._move(ticket, self.solved, FRIDAY_16 + timedelta(minutes=5))
        self._answer(ticket, MONDAY_16, author=self.requester)
        self.assertEqual((ticket.stage_id, ticket.state), (self.work, "01_in_progress"))
        self.assertEqual(ticket.reopened_count, 1)

    def test_answer_reopens_nothing_where_not_wanted(self):
        self.queue.desk_reopen = False
        ticket = self._create_ticket()
        self._move(ticket, self.solved, FRIDAY_16)
        self._answer(ticket, MONDAY_16, author=self.requester)
        self.assertEqual(ticket.stage_id, self.solved)

    def test_the_desk_reopens_nothing_by_writing(self):
        ticket = self._create_ticket()
        self._move(ticket, self.solved, FRIDAY_16)
        self._answer(ticket, MONDAY_16)
        self.assertEqual(ticket.stage_id, self.solved)

    def _merge(self, tickets, target, user=None):
        wizard = self.env["ipai.ticket.merge"].with_user(user or self.officer)
        wizard = wizard.with_context(active_model="project.task", active_ids=tickets.ids).create({})
        wizard.target_id = target
        with self.mock_mail_gateway():
            wizard.action_merge()

    def test_merge(self):
        self._receive("one@vendor.example", FRIDAY_16)
        self._receive("two@vendor.example", FRIDAY_16, sender="Ben <ben@vendor.example>")
        target, other = self._ticket(), self._ticket("<two@vendor.example>")
        ben = other.partner_id
        self._merge(target | other, target)
        self.assertEqual((other.merged_into_id, other.active), (target, False))
        self.assertIn(ben, target.message_partner_ids)
        self.assertEqual(self._ticket("<two@vendor.example>"), target, "its mail moved")
        self.assertTrue(self._status(other).is_paused, "only one ticket is counted on")
        self._receive(
            "three@vendor.example",
            MONDAY_16,
            sender="Ben <ben@vendor.example>",
            headers="In-Reply-To: <two@vendor.example>\n",
        )
        self.assertEqual(self._ticket("<three@vendor.example>"), target)
