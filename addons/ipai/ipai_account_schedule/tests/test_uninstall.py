from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from ..hooks import uninstall_hook
from .common import ScheduleCommon


@tagged("post_install", "-at_install")
class TestUninstall(ScheduleCommon):
    @freeze_time("2026-06-20")
    def test_books_end_right_without_the_module(self):
        deferral = self._spread(self._bill([12_000]))
        accrual = self._accrual(600, (date(2026, 5, 1), date(2026, 7, 31)))
        accrual.action_confirm()
        deferred = deferral.line_ids.move_id
        posted = accrual.line_ids[0].move_id
        pending = accrual.line_ids[1:].move_id
        uninstall_hook(self.env)
        self.assertFalse((deferral | accrual).exists())
        self.assertEqual(deferred.exists(), deferred, "Odoo goes on posting them")
        self.assertEqual(posted.exists(), posted)
        self.assertFalse(pending.exists(), "nothing would reverse them")
