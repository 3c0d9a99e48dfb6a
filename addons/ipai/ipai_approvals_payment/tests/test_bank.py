from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PaymentCommon


@tagged("post_install", "-at_install")
class TestBank(PaymentCommon):
    def setUp(self):
        super().setUp()
        self.category.active = False
        self.env.company.ipai_bank_cooling_days = 2

    def _trust(self, bank, user=None):
        bank.with_user(user or self.truster).allow_out_payment = True

    def test_second_person(self):
        own = self._bank(user=self.truster)
        with self.assertRefused(UserError, "somebody else"):
            self._trust(own)
        with self.assertRefused(UserError, "somebody else"):
            self.env["res.partner.bank"].with_user(self.truster).create(
                {"acc_number": "X2", "partner_id": self.vendor.id, "allow_out_payment": True}
            )
        bank = self._bank("BANK2")
        self._trust(bank)
        self.assertEqual(bank.ipai_trusted_by_id, self.truster)

    def test_whoever_changed_it_does_not_trust_it(self):
        bank = self._bank()
        bank.with_user(self.truster).acc_holder_name = "Somebody"
        with self.assertRefused(UserError, "somebody else"):
            self._trust(bank)
        with self.assertRefused(UserError, "at once"):
            self._bank("B3").with_user(self.truster).write(
                {"acc_number": "B4", "allow_out_payment": True}
            )

    def test_stamps_are_not_for_clients(self):
        bank = self._bank()
        for values in (
            {"ipai_trusted_on": False},
            {"ipai_doer_ids": False},
            {"ipai_trusted_by_id": self.first.id},
        ):
            with self.assertRefused(AccessError, "set by Odoo"):
                bank.with_user(self.truster).write(values)

    def test_cooling_off(self):
        bank = self._bank()
        payment = self._pay(partner_bank_id=bank.id)
        with self.assertRefused(UserError, "not trusted"):
            payment.action_post()
        self._trust(bank)
        with self.assertRefused(UserError, "nothing is paid into it"):
            payment.action_post()
        bank.sudo().ipai_trusted_on = fields.Datetime.now() - timedelta(days=3)
        payment.action_post()
        self.assertNotEqual(payment.state, "draft")

    def test_changed_account_is_a_new_one(self):
        bank = self._bank()
        self._trust(bank)
        bank.with_user(self.truster).allow_out_payment = False
        bank.with_user(self.clerk).acc_number = "THIEF"
        self.assertFalse(bank.allow_out_payment)
        self.assertFalse(bank.ipai_trusted_on)

    def test_cash_and_own_accounts_need_no_trust(self):
        own = self.env["res.partner.bank"].create(
            {"acc_number": "OWN", "partner_id": self.env.company.partner_id.id}
        )
        own._check_payable(self.env.company)
        payment = self._pay(journal_id=self.company_data["default_journal_cash"].id)
        payment.action_post()
        self.assertNotEqual(payment.state, "draft")
