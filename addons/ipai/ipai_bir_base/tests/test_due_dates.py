from datetime import date, datetime

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import MODULE, BirCommon


@tagged("post_install", "-at_install")
class TestDueDates(BirCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Only the holidays of these tests count, whatever year they run in.
        cls.calendar = cls.env.ref(f"{MODULE}.calendar_bir")
        cls.calendar.leave_ids.unlink()

    def _due(self, code, end, **registration):
        self.registration.write(registration)
        obligation = self.env.ref(f"{MODULE}.obligation_{code}")
        return self._create_filing(obligation, end).due_date

    def _add_holiday(self, day, calendar=None):
        return self.env["resource.calendar.leaves"].create(
            (calendar or self.calendar)._bir_holiday_values(day, "Holiday")
        )

    def test_table_of_rules(self):
        """Each shipped rule on a period whose due date is a plain working day."""
        table = [
            ("0619e", date(2026, 10, 31), date(2026, 11, 10)),
            ("0619f", date(2026, 10, 31), date(2026, 11, 10)),
            ("1601eq", date(2026, 6, 30), date(2026, 7, 31)),
            ("1601fq", date(2026, 6, 30), date(2026, 7, 31)),
            ("2307", date(2026, 6, 30), date(2026, 7, 20)),
            ("2550q", date(2026, 12, 31), date(2027, 1, 25)),
            ("slsp", date(2026, 12, 31), date(2027, 1, 25)),
            ("1604e", date(2026, 12, 31), date(2027, 3, 1)),
            ("1604f", date(2028, 12, 31), date(2029, 1, 31)),
            ("2306", date(2028, 12, 31), date(2029, 1, 31)),
        ]
        for code, end, due in table:
            with self.subTest(code):
                self.assertEqual(self._due(code, end), due)

    def test_q4_crosses_the_year_and_a_weekend(self):
        """31 January 2027 is a Sunday."""
        self.assertEqual(self._due("1601eq", date(2026, 12, 31)), date(2027, 2, 1))

    def test_weekend_then_holiday(self):
        """Saturday 10 October 2026 moves to Monday, and past a Monday holiday."""
        filing = self._create_filing(self.monthly, date(2026, 9, 30))
        self.assertEqual(filing.due_date, date(2026, 10, 12))
        self._add_holiday(date(2026, 10, 12))
        filing._refresh_due_dates()
        self.assertEqual(filing.due_date, date(2026, 10, 13))

    def test_last_day_of_month(self):
        """The last day of a short month, not the 31st."""
        self.eq.rule_ids.month_offset = 5
        self.assertEqual(self._due("1601eq", date(2027, 9, 30)), date(2028, 2, 29))

    def test_certificate_to_payee_does_not_move(self):
        """20 June is no BIR deadline: a Sunday stays a Sunday."""
        self.assertEqual(self._due("2307", date(2026, 11, 30)), date(2026, 12, 20))

    def test_previous_working_day(self):
        self.eq.rule_ids.weekend_rule = "previous"
        self.assertEqual(self._due("1601eq", date(2026, 12, 31)), date(2027, 1, 29))

    def test_efps_group_goes_before_general_rule(self):
        self.assertEqual(
            self._due("0619e", date(2026, 10, 31), filing_channel="efps", efps_group="d"),
            date(2026, 11, 12),
        )

    def test_new_rule_leaves_older_periods_alone(self):
        self.env["ipai.bir.obligation.rule"].create(
            {
                "obligation_id": self.eq.id,
                "date_from": date(2027, 1, 1),
                "day": 20,
                "source": "Test",
            }
        )
        self.assertEqual(self._due("1601eq", date(2026, 6, 30)), date(2026, 7, 31))
        self.assertEqual(self._due("1601eq", date(2027, 3, 31)), date(2027, 4, 20))

    def test_holiday_of_another_calendar_does_not_count(self):
        own_staff = self.env["resource.calendar"].create({"name": "Own staff"})
        self._add_holiday(date(2026, 7, 31), own_staff)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Company party",
                "calendar_id": False,
                "date_from": datetime(2026, 7, 30, 16),
                "date_to": datetime(2026, 7, 31, 15),
            }
        )
        self.assertEqual(self._due("1601eq", date(2026, 6, 30)), date(2026, 7, 31))

    def test_half_day_off_is_worked(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Afternoon suspended",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 7, 31, 5),
                "date_to": datetime(2026, 7, 31, 15),
            }
        )
        self.assertEqual(self._due("1601eq", date(2026, 6, 30)), date(2026, 7, 31))

    def test_period_before_every_rule(self):
        with self.assertRefused(ValidationError, "no due rule in force"):
            self._create_filing(end=date(2017, 12, 31))

    def test_fiscal_quarters(self):
        """VAT quarters follow the fiscal year, withholding the calendar year."""
        def ends(obligation, fiscal_month):
            return [
                end
                for _start, end in obligation._periods(
                    fiscal_month, date(2026, 1, 1), date(2026, 12, 31)
                )
            ]

        self.assertEqual(
            ends(self.vat, 11),
            [date(2026, 2, 28), date(2026, 5, 31), date(2026, 8, 31), date(2026, 11, 30)],
        )
        self.assertEqual(
            ends(self.eq, 11),
            [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)],
        )
        self.assertEqual([end.month for end in ends(self.monthly, 12)], [1, 2, 4, 5, 7, 8, 10, 11])

    def test_fiscal_period_label(self):
        self.registration.fiscal_month = "6"
        self.assertEqual(
            self._create_filing(self.vat, date(2026, 9, 30)).period, "FY2027-Q1"
        )
        self.assertEqual(self._create_filing(self.vat, date(2026, 6, 30)).period, "FY2026-Q4")
        self.assertEqual(self._create_filing(self.eq, date(2026, 6, 30)).period, "2026-Q2")
        self.assertEqual(self._create_filing(self.monthly, date(2026, 5, 31)).period, "2026-05")

    def test_statutory_holidays(self):
        days = dict(
            (name, day) for day, name in self.calendar._bir_statutory_holidays(2027)
        )
        self.assertEqual(days["Good Friday"], date(2027, 3, 26))
        self.assertEqual(days["National Heroes Day"], date(2027, 8, 30))
        self.assertEqual(len(days), 14)

    def test_removed_holiday_stays_removed(self):
        self.calendar.bir_holidays_until = 2027
        self.calendar._bir_load_holidays(2028)
        loaded = self.calendar.leave_ids
        self.assertEqual(len(loaded), 14)
        self.assertEqual(
            self.calendar._bir_working_dates(date(2028, 12, 29), date(2029, 1, 2)),
            {date(2028, 12, 29), date(2029, 1, 1), date(2029, 1, 2)},
            "30 and 31 December 2028 are a weekend, 2029 is not loaded",
        )
        loaded[0].unlink()
        self.calendar._bir_load_holidays(2028)
        self.assertEqual(len(self.calendar.leave_ids), 13)
