from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import VatCommon


@tagged("post_install", "-at_install")
class TestSlsp(VatCommon):
    def _sums(self, vat_return, kind, *columns):
        lines = vat_return.slsp_ids.filtered(lambda line: line.kind == kind)
        return tuple(sum(lines.mapped(column)) for column in columns)

    def test_every_kind_in_its_column(self):
        self._move("out_invoice", 100, "sale_12")
        self._move("out_invoice", 200, "sale_0_zr")
        self._move("out_invoice", 400, "sale_0_exempt")
        self._move("in_invoice", 1000, "purchase_12")
        self._move("in_invoice", 2000, "purchase_12_s")
        self._move("in_invoice", 4000, "purchase_12_c")
        self._move("in_invoice", 8000, "purchase_0_exempt")
        self._move("in_invoice", 16000, "purchase_0_zr")
        self._move("in_invoice", 32000, "purchase_12_i")
        self._move("in_invoice", 500, "purchase_12_ncr")
        vat_return = self._return()
        self.assertEqual(
            self._sums(vat_return, "S", "taxable", "zero_rated", "exempt", "tax"),
            (100, 200, 400, 12),
        )
        self.assertEqual(
            self._sums(
                vat_return, "P", "other", "services", "capital", "exempt", "zero_rated", "tax"
            ),
            (1500, 2000, 4000, 8000, 16000, 900),
        )
        self.assertEqual(self._sums(vat_return, "I", "taxable", "tax"), (32000, 3840))
        self.assertFalse(vat_return.problems)

    def test_lists_tie_to_the_boxes(self):
        """Capability: finance.tax.philippine-returns"""
        self._quarter()
        vat_return = self._return()
        self.assertEqual(self._sums(vat_return, "S", "tax")[0], self._box(vat_return, 31)[1])
        self.assertEqual(self._sums(vat_return, "P", "tax")[0], self._box(vat_return, 44)[1])

    def test_list_that_does_not_tie_stops_the_review(self):
        self._quarter()
        vat_return = self._return()
        vat_return.sudo().slsp_ids[0].tax += 0.01
        figures, _issues = vat_return._evaluate()
        [problem] = vat_return._find_problems(figures)
        self.assertIn("box 31", problem)

    def test_partners_without_tin_are_listed(self):
        nameless = self.env["res.partner"].create({"name": "Walk-in"})
        self._move("out_invoice", 100, "sale_12", partner_id=nameless.id)
        self._move("out_invoice", 200, "sale_12")
        vat_return = self._return()
        self.assertEqual(self._sums(vat_return, "S", "taxable"), (300,))
        self.assertEqual(vat_return.without_tin_count, 1)
        with self.assertRefused(UserError, "Walk-in"):
            vat_return.action_write_files()

    def test_contacts_count_with_their_company(self):
        self._move("out_invoice", 100, "sale_12", partner_id=self.partner_c.id)
        self._move("out_invoice", 200, "sale_12")
        vat_return = self._return()
        self.assertEqual(len(vat_return.slsp_ids), 1)
        self.assertEqual(vat_return.slsp_ids.partner_id, self.partner_b)

    def test_foreign_currency_counts_in_company_currency(self):
        currency = self.setup_other_currency("EUR", rates=[("2017-01-01", 0.5)])
        self._move("out_invoice", 100, "sale_12", currency_id=currency.id)
        self.assertEqual(self._sums(self._return(), "S", "taxable", "tax"), (200, 24))

    def test_drill_down(self):
        move = self._move("out_invoice", 100, "sale_12")
        action = self._return().slsp_ids.action_open_entries()
        items = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(items.move_id, move)
        self.assertEqual(sum(items.mapped("balance")), -112)

    def test_golden_files(self):
        """Capability: finance.tax.philippine-returns"""
        self._quarter()
        vat_return = self._return()
        vat_return.action_write_files()
        files = {file.name: file.raw for file in vat_return.file_ids}
        self.assertEqual(
            sorted(files),
            [
                f"123456789{kind}{month:02d}2026.DAT"
                for kind in "PS"
                for month in (7, 8, 9)
            ],
        )
        self.assertEqual(
            files["123456789S082026.DAT"],
            b'H,S,"123456789","TEST COMPANY","","","","TEST COMPANY","8 SUPER STREET",'
            b'"SUPER CITY",0.00,7000.00,-1000.00,-120.00,044,08/31/2026,12\r\n'
            b'D,S,"987654321","TEST PARTNER COMPANY","","","","10 SUPER STREET","SUPER CITY",'
            b"0.00,7000.00,-1000.00,-120.00,123456789,08/31/2026\r\n",
        )
        self.assertEqual(
            files["123456789P092026.DAT"],
            b'H,P,"123456789","TEST COMPANY","","","","TEST COMPANY","8 SUPER STREET",'
            b'"SUPER CITY",0.00,0.00,10000.00,0.00,0.00,1200.00,1200.00,0.00,044,09/30/2026,12'
            b"\r\n"
            b'D,P,"987654321","TEST PARTNER COMPANY","","","","10 SUPER STREET","SUPER CITY",'
            b"0.00,0.00,10000.00,0.00,0.00,1200.00,123456789,09/30/2026\r\n",
        )
        self.assertEqual(vat_return.layout_status, "unverified")

    def test_input_tax_of_exempt_sales_is_not_creditable(self):
        self._move("out_invoice", 3000, "sale_12")
        self._move("out_invoice", 1000, "sale_0_exempt")
        self._move("in_invoice", 1000, "purchase_12_ncr")
        vat_return = self._return()
        self.assertEqual(self._box(vat_return, 53), (120, 30), "a quarter of the sales is exempt")
        vat_return.action_write_files()
        file = vat_return.file_ids.filtered(lambda item: "P07" in item.name)
        self.assertIn(b",120.00,90.00,30.00,044,", file.raw)

    def test_months_by_accounting_date(self):
        for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1)):
            self._move("out_invoice", 100, "sale_12", day=day)
        lines = self._return().slsp_ids
        self.assertEqual(lines.mapped("month"), [date(2026, 7, 1), date(2026, 9, 1)])
