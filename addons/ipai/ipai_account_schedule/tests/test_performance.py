from datetime import date

from freezegun import freeze_time
from lxml import etree

from odoo.tests import tagged

from .common import ScheduleCommon

DATES = date(2026, 4, 1), date(2026, 5, 31)


@tagged("post_install", "-at_install")
class TestPerformance(ScheduleCommon):
    def _queries(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    @freeze_time("2026-03-20")
    def test_no_query_per_row(self):
        """Ten schedules and a hundred cost the same: list, report and comparison."""
        view = self.env["ipai.schedule"].with_user(self.reader).get_view(view_type="list")
        names = {node.get("name") for node in etree.fromstring(view["arch"]).iter("field")}
        self.assertIn("remaining_amount", names)

        def costs(schedules):
            as_reader = schedules.with_user(self.reader)
            reads = (
                lambda: as_reader.web_read(dict.fromkeys(names, {})),
                lambda: self._statement(date(2026, 3, 20)).line_ids.mapped("difference"),
                lambda: schedules._refresh_drift(),
            )
            return [self._queries(read) for read in reads]

        few = self._spread(self._bill([100.0] * 10), dates=DATES)
        costs(few)
        base = costs(few)
        many = few | self._spread(self._bill([100.0] * 90), dates=DATES)
        self.assertEqual(len(many), 100)
        for name, cost, limit in zip(
            ("list", "report", "comparison"), costs(many), base, strict=True
        ):
            self.assertLessEqual(cost, limit, name)
