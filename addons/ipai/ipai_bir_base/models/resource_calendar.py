from datetime import date, datetime, time, timedelta

import pytz
from dateutil.easter import easter
from dateutil.relativedelta import MO, relativedelta

from odoo import api, fields, models

# Fixed by RA 9492, RA 9849 and RA 10966; Eid, Chinese New Year and moved days are
# proclaimed every year and entered by hand.
FIXED_HOLIDAYS = [
    (1, 1, "New Year's Day"),
    (4, 9, "Araw ng Kagitingan"),
    (5, 1, "Labor Day"),
    (6, 12, "Independence Day"),
    (8, 21, "Ninoy Aquino Day"),
    (11, 1, "All Saints' Day"),
    (11, 30, "Bonifacio Day"),
    (12, 8, "Feast of the Immaculate Conception"),
    (12, 25, "Christmas Day"),
    (12, 30, "Rizal Day"),
    (12, 31, "Last Day of the Year"),
]


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    bir_holidays_until = fields.Integer(
        string="Statutory Holidays Loaded Until",
        readonly=True,
        copy=False,
        help="Last year whose Philippine holidays fixed by law were entered. "
        "They are entered once, so that a holiday you remove stays removed.",
    )

    def _bir_working_dates(self, start, stop):
        """Return the set of dates worked from start to stop, both included."""
        self.ensure_one()
        tz = pytz.timezone(self.tz)
        intervals = self._work_intervals_batch(
            tz.localize(datetime.combine(start, time.min)),
            tz.localize(datetime.combine(stop, time.max)),
            # A time off without a calendar may belong to another company.
            domain=[("time_type", "=", "leave"), ("calendar_id", "=", self.id)],
            tz=tz,
        )[False]
        return {begin.date() for begin, _end, _meta in intervals}

    @api.model
    def _bir_statutory_holidays(self, year):
        days = [(date(year, month, day), name) for month, day, name in FIXED_HOLIDAYS]
        sunday = easter(year)
        heroes = date(year, 8, 31) + relativedelta(weekday=MO(-1))
        return sorted(
            days
            + [
                (sunday - timedelta(days=3), "Maundy Thursday"),
                (sunday - timedelta(days=2), "Good Friday"),
                (heroes, "National Heroes Day"),
            ]
        )

    def _bir_load_holidays(self, until=None):
        """Enter the holidays of every year not entered yet, up to next year."""
        this_year = fields.Date.today().year
        until = until or this_year + 1
        for calendar in self:
            first = (calendar.bir_holidays_until or this_year - 2) + 1
            self.env["resource.calendar.leaves"].create(
                [
                    calendar._bir_holiday_values(day, name)
                    for year in range(first, until + 1)
                    for day, name in self._bir_statutory_holidays(year)
                ]
            )
            calendar.bir_holidays_until = max(calendar.bir_holidays_until, until)

    def _bir_holiday_values(self, day, name):
        tz = pytz.timezone(self.tz)
        begin = tz.localize(datetime.combine(day, time.min))
        end = tz.localize(datetime.combine(day, time(23, 59, 59)))
        return {
            "name": name,
            "calendar_id": self.id,
            "date_from": begin.astimezone(pytz.utc).replace(tzinfo=None),
            "date_to": end.astimezone(pytz.utc).replace(tzinfo=None),
        }
