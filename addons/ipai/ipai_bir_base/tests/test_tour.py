from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import BirCommon


@tagged("post_install", "-at_install")
class TestTour(BirCommon, HttpCase):
    def test_prepare_a_filing_in_the_browser(self):
        """Capability: finance.tax.return-workflow"""
        filing = self._create_filing(amount=84250)
        self.env.ref("base.user_admin").write(
            {
                "company_ids": [Command.link(self.company.id)],
                "company_id": self.company.id,
            }
        )
        self.start_tour("/odoo", "ipai_bir_prepare_filing", login="admin")
        self.assertEqual(filing.state, "prepared")
