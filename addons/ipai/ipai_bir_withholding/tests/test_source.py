from datetime import date

from odoo import Command
from odoo.tests import tagged

from .common import QUARTER, WithholdingCommon


@tagged("post_install", "-at_install")
class TestSource(WithholdingCommon):
    def test_bill_and_refund(self):
        self._bill(100000)
        self._bill(1000, move_type="in_refund")
        self.assertEqual(
            self._rows(), {("Test Partner Company", "WC160", 2.0): (99000.0, 1980.0)}
        )

    def test_months_and_quarter_borders(self):
        for day, amount in (
            (date(2026, 6, 30), 1),
            (date(2026, 7, 1), 100),
            (date(2026, 8, 31), 200),
            (date(2026, 9, 30), 400),
            (date(2026, 10, 1), 1),
        ):
            self._bill(amount, day=day)
        [row] = (
            self.env["ipai.bir.withholding"]
            ._rows(self.registration, "expanded", *QUARTER)
            .values()
        )
        self.assertEqual(row["months"], {7: 100.0, 8: 200.0, 9: 400.0})
        self.assertEqual((row["base"], row["tax"]), (700.0, 14.0))

    def test_exempt_code_makes_no_tax_line_and_is_there(self):
        self._bill(5000, ["purchase_10_wi011_exempt"])
        self.assertEqual(
            self._rows(), {("Test Partner Company", "WI011", 0.0): (5000.0, 0.0)}
        )

    def test_foreign_currency_counts_in_company_currency(self):
        currency = self.setup_other_currency("EUR", rates=[("2017-01-01", 0.5)])
        self._bill(1000, currency_id=currency.id)
        self.assertEqual(
            self._rows(), {("Test Partner Company", "WC160", 2.0): (2000.0, 40.0)}
        )

    def test_contacts_count_with_their_company(self):
        self._bill(1000, partner_id=self.partner_c.id)
        self._bill(500)
        self.assertEqual(
            self._rows(), {("Test Partner Company", "WC160", 2.0): (1500.0, 30.0)}
        )

    def test_drafts_and_cancelled_moves_do_not_count(self):
        self._bill(1000).button_draft()
        cancelled = self._bill(1000)
        cancelled.button_draft()
        cancelled.button_cancel()
        self.assertFalse(self._rows())

    def test_bill_and_full_refund_leave_no_row(self):
        self._bill(1000)
        self._bill(1000, move_type="in_refund")
        self.assertFalse(self._rows())

    def test_two_codes_on_one_line(self):
        self._bill(1000, ("purchase_12_s", "purchase_wc160", "purchase_15_wc011"))
        self.assertEqual(
            self._rows(),
            {
                ("Test Partner Company", "WC160", 2.0): (1000.0, 20.0),
                ("Test Partner Company", "WC011", 15.0): (1000.0, 150.0),
            },
        )

    def test_final_tax_and_withheld_vat(self):
        self._bill(1000, ["purchase_25_wc830"])
        self._bill(1000, ["purchase_12_fwvat_ds"])
        self.assertFalse(self._rows())
        self.assertEqual(
            self._rows("final"),
            {
                ("Test Partner Company", "WC230", 25.0): (1000.0, 250.0),
                ("Test Partner Company", "WV080", 12.0): (1000.0, 120.0),
            },
        )

    def test_customer_withholds_at_payment_only(self):
        self._sale(50000, pay_on=date(2026, 10, 2))
        self.assertFalse(self._rows("received"))
        october = date(2026, 10, 1), date(2026, 12, 31)
        self.assertEqual(
            self._rows("received", period=october),
            {("Test Partner Company", "WC160", 2.0): (50000.0, 1000.0)},
        )
        self.assertFalse(self._rows())

    def test_partial_payment_counts_its_part(self):
        self._sale(50000, share=0.5)
        self.assertEqual(
            self._rows("received"), {("Test Partner Company", "WC160", 2.0): (25000.0, 500.0)}
        )

    def test_branches_by_journal(self):
        branch = self.registration.copy({"name": "Cebu", "branch_code": "00001"})
        journal = self.company_data["default_journal_purchase"].copy({"code": "CEB"})
        journal.bir_registration_id = branch
        self._bill(100)
        self._bill(300, journal_id=journal.id)
        self.assertEqual(list(self._rows().values()), [(100.0, 2.0)])
        self.assertEqual(list(self._rows(registration=branch).values()), [(300.0, 6.0)])

    def test_account_movement_leaves_remittances_out(self):
        self._bill(100000)
        self._bill(1000, move_type="in_refund")
        source = self.env["ipai.bir.withholding"]
        account = source._accounts(self.company, "expanded")
        bank = self.company_data["default_journal_bank"]

        def entry(journal, amount):
            self.env["account.move"].create(
                {
                    "journal_id": journal.id,
                    "date": date(2026, 8, 10),
                    "line_ids": [
                        Command.create({"account_id": account[0].id, "debit": amount}),
                        Command.create(
                            {"account_id": bank.default_account_id.id, "credit": amount}
                        ),
                    ],
                }
            ).action_post()

        entry(bank, 500)
        self.assertEqual(
            source._account_movement(self.registration, "expanded", *QUARTER), 1980.0
        )
        entry(self.company_data["default_journal_misc"], 7)
        self.assertEqual(
            source._account_movement(self.registration, "expanded", *QUARTER), 1973.0
        )

    def test_movement_of_received_tax(self):
        self._sale(50000)
        source = self.env["ipai.bir.withholding"]
        self.assertEqual(
            source._account_movement(self.registration, "received", *QUARTER), 1000.0
        )

    def test_shared_account_counts_each_direction_once(self):
        """The chart books WC820 of bills on the account of tax withheld from us."""
        self._bill(1000, ["purchase_0_5_wc820"])
        self._sale(50000)
        source = self.env["ipai.bir.withholding"]
        for kind, amount in (("expanded", 5.0), ("received", 1000.0)):
            with self.subTest(kind):
                self.assertEqual(
                    source._account_movement(self.registration, kind, *QUARTER), amount
                )

    def test_bounded_queries(self):
        for number in range(12):
            partner = self.partner_b.copy({"name": f"Payee {number}"})
            self._bill(100 + number, partner_id=partner.id)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            self.env["ipai.bir.withholding"]._rows(self.registration, "expanded", *QUARTER)
