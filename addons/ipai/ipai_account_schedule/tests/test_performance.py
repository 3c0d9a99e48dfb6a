from datetime import date

from freezegun import freeze_time
from lxml import etree

from odoo.tests import tagged

from .common import ScheduleCommon

DATES = date(2026, 2, 1), date(2026, 4, 30)


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
        """Ten schedules and a hundred cost the same reads."""
        view = self.env["ipai.schedule"].with_user(self.reader).get_view(view_type="list")
        arch = etree.fromstring(view["arch"])
        names = {node.get("name") for node in arch.iter("field")}
        few = self._spread(self._bill([100.0] * 10), dates=DATES)

        def read(schedules):
            return lambda: schedules.with_user(self.reader).web_read(dict.fromkeys(names, {}))

        self._queries(read(few))
        base = self._queries(read(few))
        many = few | self._spread(self._bill([100.0] * 90), dates=DATES)
        self.assertEqual(len(many), 100)
        self.assertLessEqual(self._queries(read(many)), base)

    @freeze_time("2026-03-20")
    def test_report_and_comparison(self):
        few = self._spread(self._bill([100.0] * 10), dates=DATES)

        def report():
            return self._statement(date(2026, 3, 20)).line_ids.mapped("difference")

        def compare(schedules):
            return lambda: schedules._refresh_drift()

        report()
        base = self._queries(report), self._queries(compare(few))
        many = few | self._spread(self._bill([100.0] * 90), dates=DATES)
        self.assertLessEqual(self._queries(report), base[0])
        self.assertLessEqual(self._queries(compare(many)), base[1])
