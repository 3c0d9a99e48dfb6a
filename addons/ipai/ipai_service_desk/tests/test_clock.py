from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import FRIDAY_16, MONDAY_16, DeskCommon


@tagged("post_install", "-at_install")
class TestClock(DeskCommon):
    def test_friday_16_plus_8_hours_is_monday_16(self):
        """One hour is left on Friday, seven are worked on Monday around the lunch break.

        Capability: services.helpdesk.sla-policies
        """
        status = self._status(self._create_ticket())
        self.assertEqual(status.started_on, FRIDAY_16)
        self.assertEqual(status.deadline, MONDAY_16)
        self.assertEqual(status.warn_on, datetime(2026, 6, 8, 7), "an hour of work before")

    def test_other_time_zones(self):
        """The same moment is 10:00 in Brussels and 18:00 on Friday in Sydney."""
        for tz, deadline in (
            ("Europe/Brussels", datetime(2026, 6, 8, 8)),  # 6 h on Friday, 2 h from 8:00 local
            ("Australia/Sydney", datetime(2026, 6, 8, 7)),  # all on Monday, 17:00 local
        ):
            with self.subTest(tz):
                self.resolution.calendar_id = self._create_calendar(tz)
                self.assertEqual(self._status(self._create_ticket()).deadline, deadline)

    def test_daylight_saving(self):
        """On 25 October 2026 Brussels goes from UTC+2 to UTC+1."""
        self.resolution.calendar_id = self._create_calendar("Europe/Brussels")
        ticket = self._create_ticket(datetime(2026, 10, 23, 14))  # Friday 16:00
        self.assertEqual(self._status(ticket).deadline, datetime(2026, 10, 26, 15))  # 16:00

    def test_weekend_opening(self):
        ticket = self._create_ticket(datetime(2026, 6, 6, 3))  # Saturday 11:00
        self.assertEqual(self._status(ticket).deadline, datetime(2026, 6, 8, 9))  # Monday 17:00

    def _create_holiday(self, **values):
        """12 June, Independence Day, from midnight to midnight in Manila."""
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Independence Day",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 6, 11, 16),
                "date_to": datetime(2026, 6, 12, 15, 59, 59),
                **values,
            }
        )

    def test_holiday(self):
        """Capability: services.helpdesk.sla-policies"""
        self._create_holiday()
        ticket = self._create_ticket(datetime(2026, 6, 11, 8))  # Thursday 16:00
        self.assertEqual(self._status(ticket).deadline, datetime(2026, 6, 15, 8))

    def test_holiday_proclaimed_late(self):
        ticket = self._create_ticket(datetime(2026, 6, 11, 8))
        self.assertEqual(self._status(ticket).deadline, datetime(2026, 6, 12, 8))
        with freeze_time("2026-06-11 09:00:00"):
            holiday = self._create_holiday()
            self.assertEqual(self._status(ticket).deadline, datetime(2026, 6, 15, 8))
            holiday.date_to = datetime(2026, 6, 12, 4)  # noon
            self.assertEqual(self._status(ticket).deadline, datetime(2026, 6, 15, 3))
            holiday.unlink()
        self.assertEqual(self._status(ticket).deadline, datetime(2026, 6, 12, 8))

    def test_holiday_of_the_whole_company(self):
        ticket = self._create_ticket(datetime(2026, 6, 11, 8))
        with freeze_time("2026-06-11 09:00:00"):
            self._create_holiday(calendar_id=False, company_id=self.company.id)
        self.assertEqual(self._status(ticket).deadline, datetime(2026, 6, 15, 8))

    def test_day_off_of_a_person_moves_nothing(self):
        ticket = self._create_ticket(datetime(2026, 6, 11, 8))
        resource = self.env["resource.resource"].create(
            {"name": "Agent", "user_id": self.agent.id, "calendar_id": self.calendar.id}
        )
        with freeze_time("2026-06-11 09:00:00"):
            self._create_holiday(resource_id=resource.id)
        self.assertEqual(self._status(ticket).deadline, datetime(2026, 6, 12, 8))

    def test_waiting_pauses_exactly(self):
        """Paused from Friday 16:30 to Monday 9:12:34: 30 min and 1:12:34 of work.

        Capability: services.helpdesk.sla-policies
        """
        ticket = self._create_ticket()
        self._answer(ticket)
        self._move(ticket, self.waiting, datetime(2026, 6, 5, 8, 30))
        status = self._status(ticket)
        self.assertTrue(status.is_paused)
        self.assertEqual((ticket.sla_state, ticket.sla_deadline), ("paused", False))
        self._move(ticket, self.work, datetime(2026, 6, 8, 1, 12, 34))
        self.assertFalse(status.is_paused)
        self.assertEqual(status.paused_seconds, 1800 + 4354)
        # 16:00 and 1:42:34 more run over 17:00 into Tuesday.
        self.assertEqual(status.deadline, datetime(2026, 6, 9, 0, 42, 34))
        self.assertEqual(ticket.sla_state, "ongoing")

    def test_many_pauses_add_up(self):
        ticket = self._create_ticket(datetime(2026, 6, 8, 0))  # Monday 8:00
        self._answer(ticket, datetime(2026, 6, 8, 0))
        for hour in (1, 3):
            self._move(ticket, self.waiting, datetime(2026, 6, 8, hour))
            self._move(ticket, self.work, datetime(2026, 6, 8, hour, 20))
        status = self._status(ticket)
        self.assertEqual(status.paused_seconds, 2400)
        self.assertEqual(status.deadline, datetime(2026, 6, 9, 0, 40))
        self.assertEqual(len(ticket.sla_pause_ids), 2)

    def test_waiting_over_lunch_and_night_costs_nothing(self):
        ticket = self._create_ticket(datetime(2026, 6, 8, 0))
        self._answer(ticket, datetime(2026, 6, 8, 0))
        self._move(ticket, self.waiting, datetime(2026, 6, 8, 4))  # noon
        self._move(ticket, self.work, datetime(2026, 6, 8, 5))  # 13:00
        self.assertEqual(self._status(ticket).paused_seconds, 0)
        self.assertEqual(self._status(ticket).deadline, datetime(2026, 6, 8, 9))

    def test_paused_never_becomes_late(self):
        ticket = self._create_ticket()
        self._answer(ticket)
        self._move(ticket, self.waiting, datetime(2026, 6, 5, 8, 30))
        self._sweep(datetime(2026, 7, 1))
        self.assertEqual(self._status(ticket).state, "ongoing")

    def test_solved_while_waiting(self):
        ticket = self._create_ticket()
        self._answer(ticket)
        self._move(ticket, self.waiting, datetime(2026, 6, 5, 8, 30))
        self._move(ticket, self.solved, datetime(2026, 6, 19, 1))
        status = self._status(ticket)
        self.assertEqual(status.state, "reached")
        self.assertAlmostEqual(status.used_hours, 0.5)

    def test_paused_after_the_deadline_is_late(self):
        ticket = self._create_ticket()
        self._answer(ticket)
        self._move(ticket, self.waiting, MONDAY_16 + timedelta(seconds=1))
        self.assertEqual(self._status(ticket).state, "failed")

    def test_reached_to_the_second(self):
        for seconds, state in ((0, "reached"), (1, "failed")):
            with self.subTest(seconds):
                ticket = self._create_ticket()
                moment = MONDAY_16 + timedelta(seconds=seconds)
                self._move(ticket, self.solved, moment)
                status = self._status(ticket)
                self.assertEqual((status.state, status.reached_on), (state, moment))
                self.assertEqual(ticket.sla_state, state)
                self.assertAlmostEqual(status.used_hours, 8 + seconds / 3600)

    def test_folded_stage_and_state_agree(self):
        ticket = self._create_ticket()
        self._move(ticket, self.solved, FRIDAY_16)
        self.assertEqual(ticket.state, "1_done")
        self._move(ticket, self.work, FRIDAY_16)
        self.assertEqual(ticket.state, "01_in_progress")

    def test_done_without_moving(self):
        ticket = self._create_ticket()
        with freeze_time(FRIDAY_16 + timedelta(minutes=5)):
            ticket.state = "1_done"
        self.assertEqual(self._status(ticket).state, "reached")

    def test_cancelled_reaches_nothing(self):
        ticket = self._create_ticket()
        with freeze_time(FRIDAY_16 + timedelta(minutes=5)):
            ticket.state = "1_canceled"
        self._sweep(datetime(2026, 7, 1))
        self.assertEqual(self._status(ticket).state, "ongoing")
        self.assertTrue(self._status(ticket).is_paused)

    def test_reopening_goes_on_where_it_stopped(self):
        """Solved with an hour left: an hour is left when it is reopened days later."""
        ticket = self._create_ticket()
        self._move(ticket, self.solved, MONDAY_16 - timedelta(hours=1))
        status = self._status(ticket)
        self.assertEqual(status.state, "reached")
        self._move(ticket, self.work, datetime(2026, 6, 10, 0))  # Wednesday 8:00
        self.assertEqual((status.state, status.reached_on), ("ongoing", False))
        self.assertEqual(status.deadline, datetime(2026, 6, 10, 1))
        self.assertEqual((status.reopened_count, ticket.reopened_count), (1, 1))
        self._move(ticket, self.solved, datetime(2026, 6, 10, 0, 30))
        self.assertEqual(status.state, "reached")
        self.assertAlmostEqual(status.used_hours, 7.5)

    def test_reopening_starts_anew(self):
        self.resolution.on_reopen = "restart"
        ticket = self._create_ticket()
        self._move(ticket, self.solved, MONDAY_16 - timedelta(hours=1))
        self._move(ticket, self.work, datetime(2026, 6, 10, 0))
        status = self._status(ticket)
        self.assertEqual(status.started_on, datetime(2026, 6, 10, 0))
        self.assertEqual(status.deadline, datetime(2026, 6, 10, 9))

    def test_missed_stays_missed(self):
        ticket = self._create_ticket()
        self._move(ticket, self.solved, MONDAY_16 + timedelta(hours=1))
        self._move(ticket, self.work, MONDAY_16 + timedelta(hours=2))
        self.assertEqual(self._status(ticket).state, "failed")
        self.assertEqual(ticket.sla_state, "failed")

    def test_going_back_a_stage_reopens_nothing(self):
        started = self._create_policy("Taken up", self.work, hours=2)
        ticket = self._create_ticket()
        self._move(ticket, self.work, FRIDAY_16 + timedelta(minutes=10))
        self._move(ticket, self.new, FRIDAY_16 + timedelta(minutes=20))
        self.assertEqual(self._status(ticket, started).state, "reached")

    def test_waiting_reaches_nothing(self):
        started = self._create_policy("Taken up", self.work, hours=2)
        ticket = self._create_ticket()
        self._answer(ticket)
        self._move(ticket, self.waiting, FRIDAY_16 + timedelta(minutes=10))
        self.assertEqual(self._status(ticket, started).state, "ongoing")

    def test_calendar_without_hours(self):
        self.resolution.calendar_id = self.env["resource.calendar"].create(
            {"name": "Never", "attendance_ids": False, "company_id": self.company.id}
        )
        self.resolution.calendar_id.attendance_ids.unlink()
        ticket = self._create_ticket()
        self.assertFalse(self._status(ticket).deadline)
        self._sweep(datetime(2027, 1, 1))
        self.assertEqual(self._status(ticket).state, "ongoing")

    def test_nobody_waits_before_writing(self):
        ticket = self._create_ticket().with_user(self.agent)
        with self.assertRefused(UserError, "write to the requester"):
            ticket.stage_id = self.waiting
        with self.assertRefused(UserError, "write to the requester"):
            self.env["project.task"].with_user(self.agent).create(
                {"name": "x", "project_id": self.queue.id, "stage_id": self.waiting.id}
            )
        self._answer(ticket)
        ticket.stage_id = self.waiting

    def test_stage_that_begins_to_wait(self):
        ticket = self._create_ticket()
        with freeze_time(FRIDAY_16 + timedelta(minutes=10)):
            self.new.is_waiting = True
        self.assertTrue(self._status(ticket).is_paused)
