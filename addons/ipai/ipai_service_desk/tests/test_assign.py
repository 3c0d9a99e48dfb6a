from datetime import datetime

from odoo import Command
from odoo.tests import tagged

from .common import FRIDAY_16, DeskCommon


@tagged("post_install", "-at_install")
class TestAssign(DeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.third = cls._create_user("third", "user")
        cls.team = cls.agent | cls.second | cls.third
        cls.queue.desk_member_ids = cls.team

    def _users_of(self, count, **values):
        return [self._create_ticket(**values).user_ids for _ticket in range(count)]

    def test_by_hand(self):
        self.assertEqual(self._users_of(1), [self.env["res.users"]])

    def test_in_turn(self):
        """Capability: services.helpdesk.auto-assignment"""
        self.queue.desk_assign_method = "turn"
        order = list(self.team.sorted("id"))
        self.assertEqual(self._users_of(4), [*order, order[0]])

    def test_in_turn_within_one_import(self):
        self.queue.desk_assign_method = "turn"
        tickets = self.env["project.task"].create(
            [{"name": str(number), "project_id": self.queue.id} for number in range(6)]
        )
        for user in self.team:
            self.assertEqual(len(tickets.filtered(lambda item: item.user_ids == user)), 2)

    def test_balanced(self):
        """Capability: services.helpdesk.auto-assignment"""
        self._create_ticket(user_ids=self.agent.ids)
        self._create_ticket(user_ids=self.agent.ids)
        closed = self._create_ticket(user_ids=self.second.ids)
        self._move(closed, self.solved, FRIDAY_16)
        self.queue.desk_assign_method = "balanced"
        assigned = self._users_of(4)
        self.assertEqual(assigned.count(self.second), 2)
        self.assertEqual(assigned.count(self.third), 2)

    def test_people_on_leave_are_left_out(self):
        """Capability: services.helpdesk.auto-assignment"""
        self.queue.desk_assign_method = "balanced"
        resource = self.env["resource.resource"].create(
            {"name": "Agent", "user_id": self.agent.id, "calendar_id": self.calendar.id}
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": resource.id,
                "date_from": datetime(2026, 6, 5),
                "date_to": datetime(2026, 6, 6),
            }
        )
        self.assertNotIn(self.agent, self._users_of(3))
        back = self._create_ticket(datetime(2026, 6, 8))
        self.assertEqual(back.user_ids, self.agent)

    def test_specialists(self):
        """Capability: services.helpdesk.auto-assignment"""
        self.queue.desk_assign_method = "turn"
        kind = self.env["ipai.ticket.type"].create(
            {"name": "Tax", "user_ids": [Command.set((self.second | self.manager).ids)]}
        )
        self.assertEqual(self._users_of(2, ticket_type_id=kind.id), [self.second] * 2)
        tag = self.env["project.tags"].create(
            {"name": "Desk alphalist", "desk_user_ids": [Command.set(self.third.ids)]}
        )
        tags = [Command.set(tag.ids)]
        self.assertEqual(self._users_of(2, tag_ids=tags), [self.third] * 2)
        both = self._users_of(2, tag_ids=tags, ticket_type_id=kind.id)
        self.assertEqual(set(both), {self.second, self.third})

    def test_who_has_it_keeps_it(self):
        self.queue.desk_assign_method = "turn"
        self.assertEqual(self._create_ticket(user_ids=self.manager.ids).user_ids, self.manager)

    def test_nobody_there(self):
        self.queue.desk_assign_method = "turn"
        self.team.active = False
        self.assertFalse(self._create_ticket().user_ids)
