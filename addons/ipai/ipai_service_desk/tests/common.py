from contextlib import contextmanager
from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

FRIDAY_16 = datetime(2026, 6, 5, 8)  # 16:00 in Manila
MONDAY_16 = datetime(2026, 6, 8, 8)


class DeskCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        quiet = {"tracking_disable": True, "no_reset_password": True}
        cls.env = cls.env(context={**cls.env.context, **quiet})
        cls.company = cls.env.company
        # Monday to Friday, 8 to 12 and 13 to 17, in Manila.
        cls.calendar = cls._create_calendar("Asia/Manila")
        cls.agent = cls._create_user("agent", "user")
        cls.second = cls._create_user("second", "user")
        cls.officer = cls._create_user("officer", "officer")
        cls.manager = cls._create_user("manager", "manager")
        cls.requester = cls.env["res.partner"].create(
            {"name": "Ana Reyes", "email": "ana@vendor.example"}
        )
        stages = cls.env["project.task.type"]
        cls.new, cls.work, cls.waiting, cls.solved = (
            stages.create({"name": name, "sequence": sequence, **values})
            for sequence, (name, values) in enumerate(
                (
                    ("New", {}),
                    ("In Progress", {}),
                    ("Waiting", {"is_waiting": True}),
                    ("Solved", {"fold": True}),
                )
            )
        )
        cls.queue = cls._create_queue("Payables")
        cls.resolution = cls._create_policy("Solved in a day", cls.solved)

    @classmethod
    def _create_calendar(cls, tz):
        return cls.env["resource.calendar"].create(
            {
                "name": f"Office {tz}",
                "tz": tz,
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": f"{day} {start}",
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": start + 4,
                            "day_period": "morning" if start == 8 else "afternoon",
                        }
                    )
                    for day in range(5)
                    for start in (8, 13)
                ],
            }
        )

    @classmethod
    def _create_user(cls, login, level, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=f"desk_{login}_{company.id}",
            groups=f"ipai_service_desk.group_desk_{level}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            tz="Asia/Manila",
        )

    @classmethod
    def _create_queue(cls, name, **values):
        return cls.env["project.project"].create(
            {
                "name": name,
                "is_service_desk": True,
                "company_id": cls.company.id,
                "privacy_visibility": "portal",
                "user_id": cls.manager.id,
                "type_ids": [
                    Command.set((cls.new | cls.work | cls.waiting | cls.solved).ids)
                ],
                **values,
            }
        )

    @classmethod
    def _create_policy(cls, name, stage=None, hours=8.0, **values):
        return cls.env["ipai.sla.policy"].create(
            {
                "name": name,
                "project_id": cls.queue.id,
                "target": "stage" if stage else "response",
                "stage_id": stage.id if stage else False,
                "hours": hours,
                "calendar_id": cls.calendar.id,
                **values,
            }
        )

    @classmethod
    def _create_ticket(cls, moment=FRIDAY_16, **values):
        with freeze_time(moment):
            return cls.env["project.task"].create(
                {
                    "user_ids": [],
                    "name": "Bill not paid",
                    "project_id": cls.queue.id,
                    "partner_id": cls.requester.id,
                    **values,
                }
            )

    @contextmanager
    def assertRefused(self, exception, pattern):
        """assertRaisesRegex that rolls back, as Odoo's assertRaises does."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), pattern)

    def _move(self, ticket, stage, moment):
        with freeze_time(moment):
            ticket.stage_id = stage

    def _answer(self, ticket, moment=None, author=None):
        """Post a message to all followers as somebody."""
        with freeze_time(moment or FRIDAY_16):
            return ticket.message_post(
                body="Hello",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                author_id=(author or self.agent.partner_id).id,
            )

    def _status(self, ticket, policy=None):
        policy = policy or self.resolution
        return ticket.sla_status_ids.filtered(lambda item: item.policy_id == policy)

    def _sweep(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("ipai_service_desk.ir_cron_sweep").method_direct_trigger()
        self.env.invalidate_all()
