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
        ended = self._spread(self._bill([600]))
        ended.with_user(self.manager)._cancel(date(2026, 6, 20), "keep", "Ended")
        rest = self.env["ipai.schedule"].browse(ended.action_spread_rest()["res_id"])
        deferred = deferral.line_ids.move_id
        posted = accrual.line_ids[0].move_id
        pending = accrual.line_ids[1:].move_id
        self.env["ir.model.data"].create(
            {
                "module": "ipai_account_schedule",
                "name": "account_of_the_books",
                "model": "account.account",
                "res_id": self.prepaid.id,
            }
        )
        uninstall_hook(self.env)
        self.assertFalse(
            self.env.ref("ipai_account_schedule.account_of_the_books", raise_if_not_found=False),
            "else Odoo deletes the account with the module",
        )
        self.assertFalse((deferral | accrual | ended | rest).exists())
        self.assertEqual(deferred.exists(), deferred, "Odoo goes on posting them")
        self.assertEqual(posted.exists(), posted)
        self.assertFalse(pending.exists(), "nothing would reverse them")
