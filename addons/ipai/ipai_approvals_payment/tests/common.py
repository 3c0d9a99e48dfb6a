from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.ipai_approvals.tests.common import ApprovalMixin


class PaymentCommon(ApprovalMixin, AccountTestInvoicingCommon):
    groups = "account.group_account_invoice,base.group_partner_manager"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls._create_people(cls.company_data["company"])
        cls.category = cls._create_category(
            [cls.first], res_model="account.payment", domain="[('payment_type', '=', 'outbound')]"
        )
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor"})
        cls.truster = cls._create_user("truster", "account.group_validate_bank_account")
        cls.journal = cls.company_data["default_journal_bank"]

    def _pay(self, amount=5000000, user=None, **values):
        return self.env["account.payment"].with_user(user or self.clerk).create(
            {
                "payment_type": "outbound",
                "partner_type": "supplier",
                "partner_id": self.vendor.id,
                "journal_id": self.journal.id,
                "amount": amount,
                **values,
            }
        )

    def _approve(self, payment):
        payment.with_user(self.clerk).action_request_approval()
        self._requests_on(payment)[-1].with_user(self.first).action_approve()

    def _bank(self, number="BANK1", user=None):
        return self.env["res.partner.bank"].with_user(user or self.clerk).create(
            {"acc_number": number, "partner_id": self.vendor.id}
        )
