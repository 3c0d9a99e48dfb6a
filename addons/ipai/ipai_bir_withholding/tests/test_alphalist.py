import base64
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import QUARTER, WithholdingCommon


@tagged("post_install", "-at_install")
class TestAlphalist(WithholdingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._bill(100000)
        cls._bill(1000, move_type="in_refund")
        cls.filing = cls.env["ipai.bir.filing"].create(
            {
                "registration_id": cls.registration.id,
                "obligation_id": cls.env.ref("ipai_bir_base.obligation_1601eq").id,
                "period_start": QUARTER[0],
                "period_end": QUARTER[1],
            }
        )

    def test_three_figures_agree(self):
        """Capability: finance.tax.philippine-returns"""
        self._issue(self._generate())
        alphalist = self._alphalist()
        self.assertEqual(
            (alphalist.amount_tax, alphalist.certificate_tax, alphalist.account_tax),
            (1980.0, 1980.0, 1980.0),
        )
        self.assertEqual(alphalist.difference, 0.0)
        alphalist.action_prepare()
        self.assertEqual(alphalist.state, "prepared")
        self.assertEqual(self.filing.amount, 1980.0)
        self.assertEqual(alphalist.filing_id, self.filing)

    def test_missing_certificate_is_refused(self):
        alphalist = self._alphalist()
        self.assertEqual(alphalist.difference, 1980.0)
        with self.assertRefused(UserError, "do not agree"):
            alphalist.action_prepare()

    def test_manual_entry_on_the_account_is_refused(self):
        self._issue(self._generate())
        account = self.env["ipai.bir.withholding"]._accounts(self.company, "expanded")
        misc = self.company_data["default_journal_misc"]
        self.env["account.move"].create(
            {
                "journal_id": misc.id,
                "date": date(2026, 9, 1),
                "line_ids": [
                    Command.create({"account_id": account[0].id, "debit": 0.01}),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_expense"].id,
                            "credit": 0.01,
                        }
                    ),
                ],
            }
        ).action_post()
        alphalist = self._alphalist()
        self.assertEqual(alphalist.difference, 0.01)
        with self.assertRefused(UserError, "do not agree"):
            alphalist.action_prepare()

    def test_invalid_tin_and_missing_code_are_listed_and_refused(self):
        self.partner_b.with_context(no_vat_validation=True).vat = False
        self._tax("purchase_15_wc011").l10n_ph_atc = False
        self._bill(10, ("purchase_15_wc011",), partner_id=self.partner_a.id)
        alphalist = self._alphalist()
        self.assertEqual(len(alphalist.line_ids), 2, "nobody is dropped")
        self.assertIn("Test Partner Company: no valid TIN", alphalist.problems)
        self.assertIn("tax code (none) is unknown", alphalist.problems)
        with self.assertRefused(UserError, "no valid TIN"):
            alphalist.action_prepare()

    def test_file(self):
        """Capability: finance.tax.philippine-returns"""
        self._issue(self._generate())
        alphalist = self._alphalist()
        alphalist.action_prepare()
        self.assertEqual(
            base64.b64decode(alphalist.dat_file),
            b"HQAP,H1601EQ,123456789,0000,TEST COMPANY,09/2026,044\r\n"
            b"D1,1601EQ,1,987654321,0001,TEST PARTNER COMPANY,,,,09/2026,WC160,"
            b"2.00,99000.00,1980.00\r\n"
            b"C1,1601EQ,123456789,0000,09/2026,99000.00,1980.00\r\n",
        )
        self.assertEqual(alphalist.layout_status, "unverified")

    def test_annual_list_joins_the_quarters(self):
        self._issue(self._generate())
        self._bill(500, day=date(2026, 2, 3))
        self._issue(self._generate(period=(date(2026, 1, 1), date(2026, 3, 31))))
        alphalist = self._alphalist("1604e", (date(2026, 1, 1), date(2026, 12, 31)))
        alphalist.action_prepare()
        self.assertEqual(alphalist.amount_base, 99500.0)
        self.assertEqual(
            base64.b64decode(alphalist.dat_file).splitlines()[1],
            b"D3,1604E,123456789,0000,12/31/2026,1,987654321,0001,TEST PARTNER COMPANY,,,,"
            b"WC160,99500.00,2.00,1990.00",
        )

    def test_sawt_lists_certificates_in_hand_only(self):
        """Capability: finance.tax.philippine-returns"""
        self._sale(50000)
        alphalist = self._alphalist("sawt")
        self.assertFalse(alphalist.line_ids)
        certificate = self._generate("received")
        certificate.with_user(self.officer).write(
            {"reference": "ABC-7", "received_file": base64.b64encode(b"scan")}
        )
        self._issue(certificate)
        alphalist.action_prepare()
        self.assertEqual(alphalist.amount_tax, 1000.0)
        lines = base64.b64decode(alphalist.dat_file).splitlines()
        self.assertEqual(
            lines[1],
            b'DSAWT,D1702Q,1,987654321,0001,"TEST PARTNER COMPANY","","","",09/2026,,WC160,'
            b"2.00,50000.00,1000.00",
        )

    def test_final_tax_list(self):
        self._bill(1000, ["purchase_25_wc830"])
        alphalist = self._alphalist("1601fq")
        alphalist.action_prepare()
        self.assertEqual((alphalist.amount_tax, alphalist.difference), (250.0, 0.0))

    def test_worksheet_less_monthly_remittances(self):
        monthly = self.env["ipai.bir.filing"].create(
            {
                "registration_id": self.registration.id,
                "obligation_id": self.env.ref("ipai_bir_base.obligation_0619e").id,
                "period_start": date(2026, 7, 1),
                "period_end": date(2026, 7, 31),
                "amount": 500,
                "reference": "EFPS-1",
                "filed_on": date(2026, 8, 10),
                "preparer_id": self.officer.id,
                "attachment_ids": [Command.create({"name": "a.txt", "raw": b"a"})],
                "state": "filed",
            }
        )
        alphalist = self._alphalist()
        self.assertEqual((alphalist.remitted, alphalist.payable), (500.0, 1480.0))
        html = self.env["ir.actions.report"]._render_qweb_html(
            "ipai_bir_withholding.action_report_alphalist", alphalist.ids
        )[0].decode()
        for text in ("WC160", "99,000.00", "1,980.00", "500.00", "1,480.00"):
            self.assertIn(text, html)
        monthly.with_user(self.manager).action_confirm()
        alphalist.invalidate_recordset()
        self.assertEqual(alphalist.remitted, 500.0)

    def test_figures_cannot_be_written(self):
        alphalist = self._alphalist()
        for values in (
            {"state": "prepared"},
            {"certificate_tax": 1980.0},
            {"problems": False},
            {"line_ids": [Command.clear()]},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                alphalist.with_user(self.manager).write(values)

    def test_prepared_list_stays(self):
        self._issue(self._generate())
        alphalist = self._alphalist()
        alphalist.action_prepare()
        with self.assertRefused(UserError, "no longer change"):
            alphalist.period_end = date(2026, 12, 31)
        with self.assertRefused(UserError, "no longer change"):
            alphalist.action_compute()
        with self.assertRefused(UserError, "stays on record"):
            alphalist.unlink()
        alphalist.action_back_to_draft()
        self.assertFalse(alphalist.dat_file)
