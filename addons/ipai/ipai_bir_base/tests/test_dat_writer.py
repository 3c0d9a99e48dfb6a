from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MODULE, BirCommon


@tagged("post_install", "-at_install")
class TestDatWriter(BirCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.map = cls.env.ref(f"{MODULE}.layout_map")
        cls.agent = {
            "form": "1600VT",
            "tin": "123-456-789-00000",
            "branch": "00000",
            "registered_name": "Peñafrancia Trading, Inc.",
            "period": date(2026, 10, 31),
            "rdo": "044",
        }
        cls.payee = {
            "form": "1600VT",
            "tin": "987654321",
            "branch": "001",
            "registered_name": "O'Brien & Sons: \"Hardware\"; Co.",
            "last_name": "",
            "first_name": None,
            "middle_name": False,
            "period": date(2026, 10, 31),
            "atc": "WV010",
            "nature": "VAT withheld on goods",
            "rate": 5,
            "base": 100000,
            "tax": 5000.0,
        }

    def _render(self, *details, **agent):
        return self.map._render({**self.agent, **agent}, details, self.agent)

    def test_golden_bytes(self):
        person = {
            **self.payee,
            "tin": "111222333444",
            "branch": "00012",
            "registered_name": "",
            "last_name": "Dela Cruz",
            "first_name": "Juan",
            "middle_name": "Santos",
            "base": 0.1 + 0.2,
            "tax": 0.285,
        }
        self.assertEqual(
            self._render(self.payee, person),
            b"HMAP,H1600VT,123456789,0000,PENAFRANCIA TRADING INC,10/2026,044\r\n"
            b"DMAP,D1600VT,1,987654321,0001,OBRIEN & SONS HARDWARE CO,,,,10/2026,WV010,"
            b"VAT WITHHELD ON GOODS,5.00,100000.00,5000.00\r\n"
            b"DMAP,D1600VT,2,111222333,0012,,DELA CRUZ,JUAN,SANTOS,10/2026,WV010,"
            b"VAT WITHHELD ON GOODS,5.00,0.30,0.29\r\n"
            b"CMAP,C1600VT,123456789,0000,10/2026,100000.30,5000.29\r\n",
        )

    def test_empty_file_has_zero_controls(self):
        self.assertEqual(
            self._render().splitlines()[-1], b"CMAP,C1600VT,123456789,0000,10/2026,0.00,0.00"
        )

    def test_long_names_are_cut_to_the_width(self):
        row = self._render({**self.payee, "registered_name": "A" * 60}).splitlines()[1]
        self.assertEqual(row.split(b",")[5], b"A" * 50)

    def test_refused_values(self):
        for changes, reason in (
            ({"branch": "10001"}, "does not fit"),
            ({"tin": "12345678"}, "nine digits"),
            ({"tin": ""}, "nine digits"),
            ({"atc": "WV0100"}, "longer than 5"),
            ({"base": -1}, "negative"),
            ({"base": 100000000000}, "more than 11 digits"),
            ({"rate": 100}, "more than 2 digits"),
            ({"form": "2307"}, "none of"),
        ):
            with self.subTest(changes), self.assertRefused(UserError, reason) as caught:
                self._render(self.payee, {**self.payee, **changes})
            self.assertIn("Detail record 2", str(caught.exception))

    def test_rounding_that_overflows_is_refused(self):
        with self.assertRefused(UserError, "more than 11 digits"):
            self._render({**self.payee, "base": 99999999999.999})

    def test_missing_value_is_a_bug(self):
        with self.assertRefused(ValueError, "'atc'"):
            self._render({key: value for key, value in self.payee.items() if key != "atc"})

    def test_quoted_secondary_layout(self):
        layout = self.env.ref(f"{MODULE}.layout_sls")
        agent = {
            **self.agent,
            "last_name": "",
            "first_name": "",
            "middle_name": "",
            "trade_name": "Peña",
            "address1": "1 Main St., Manila",
            "address2": "",
            "fiscal_month": 12,
        }
        buyer = {**agent, "own_tin": agent["tin"], "tin": "987654321"}
        rows = [
            {**buyer, "exempt": 0, "zero_rated": 10, "taxable": 100, "tax": 12},
            {**buyer, "exempt": 0, "zero_rated": 0, "taxable": -50, "tax": -6},
        ]
        self.assertEqual(
            layout._render(agent, rows),
            b'H,S,"123456789","PENAFRANCIA TRADING INC","","","","PENA","1 MAIN ST MANILA","",'
            b"0.00,10.00,50.00,6.00,044,10/31/2026,12\r\n"
            b'D,S,"987654321","PENAFRANCIA TRADING INC","","","","1 MAIN ST MANILA","",'
            b"0.00,10.00,100.00,12.00,123456789,10/31/2026\r\n"
            b'D,S,"987654321","PENAFRANCIA TRADING INC","","","","1 MAIN ST MANILA","",'
            b"0.00,0.00,-50.00,-6.00,123456789,10/31/2026\r\n",
        )
        self.assertEqual(
            layout._render_filename(tin="123456789", month=3, year=2026), "123456789S032026.DAT"
        )
