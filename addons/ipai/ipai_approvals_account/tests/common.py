from odoo import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.ipai_approvals.tests.common import ApprovalMixin


class MoveApprovalCommon(ApprovalMixin, AccountTestInvoicingCommon):
    """Bills from 100,000 need two approvals, one after the other."""

    groups = "account.group_account_invoice"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.company = cls.company_data["company"]
        cls._create_people(cls.company)
        cls.category = cls._create_category(
            [
                {"user_ids": cls.first, "amount_min": 100000},
                {"user_ids": cls.second, "amount_min": 100000},
            ],
            name="Bills from 100,000",
            res_model="account.move",
            domain="[('move_type', '=', 'in_invoice')]",
        )

    def _create_bill(self, amount=150000, user=None, **values):
        return (
            self.env["account.move"]
            .with_user(user or self.clerk)
            .create(
                {
                    "move_type": "in_invoice",
                    "partner_id": self.partner_a.id,
                    "invoice_date": "2026-06-15",
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Machine", "price_unit": amount, "tax_ids": [Command.clear()]}
                        )
                    ],
                    **values,
                }
            )
        )

    def _request(self, bill):
        """Ask for approval as the clerk, in a transaction of its own."""
        self._end_transaction()
        bill.with_user(self.clerk).action_request_approval()
        self._end_transaction()
        return self._requests_on(bill)[-1:]

    def _approve(self, bill):
        request = self._request(bill)
        request.with_user(self.first).action_approve()
        request.with_user(self.second).action_approve()
        self._end_transaction()
        return request
