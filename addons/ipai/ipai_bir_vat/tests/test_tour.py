from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import QUARTER, VatCommon


@tagged("post_install", "-at_install")
class TestTour(VatCommon, HttpCase):
    def test_compute_a_quarter_in_the_browser(self):
        """Capability: finance.tax.philippine-returns"""
        self._quarter()
        vat_return = self.env["ipai.bir.vat.return"].create(
            {
                "registration_id": self.registration.id,
                "period_start": QUARTER[0],
                "period_end": QUARTER[1],
            }
        )
        self.env.ref("base.user_admin").write(
            {
                "company_ids": [Command.link(self.company.id)],
                "company_id": self.company.id,
                "group_ids": [Command.link(self.env.ref("account.group_account_readonly").id)],
            }
        )
        self.start_tour("/odoo", "ipai_bir_compute_quarter", login="admin")
        self.assertEqual(vat_return.state, "computed")
        self.assertEqual(vat_return.still_payable, 4680.0)
