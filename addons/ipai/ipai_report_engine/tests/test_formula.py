from odoo.tests import BaseCase, tagged

from odoo.addons.ipai_report_engine.models.formula import evaluate


@tagged("post_install", "-at_install")
class TestFormula(BaseCase):
    def _value(self, formula):
        return evaluate(formula, lambda code, label: {"A.b": 6, "31.b": 4, "2550Q_1._x": 2}[
            f"{code}.{label}"
        ])

    def test_arithmetic(self):
        for formula, value in {
            "1 + 2 * 3": 7,
            "(1 + 2) * 3": 9,
            "8 - 4 - 2": 2,
            "8 / 4 / 2": 1,
            "-A.b + 10": 4,
            "-(A.b - 31.b)": -2,
            "2550Q_1._x*A.b/31.b": 3,
            "0.5 * A.b": 3,
            ".5*A.b": 3,
            "- -1": 1,
        }.items():
            with self.subTest(formula):
                self.assertEqual(self._value(formula), value)

    def test_malformed(self):
        for formula in ("", "1 +", "(1", "1 2", "1)", "A.b A.b", "__import__('os')", "1 ** 2"):
            with self.subTest(formula), self.assertRaises(ValueError):
                self._value(formula)

    def test_unknown_reference(self):
        with self.assertRaises(KeyError):
            self._value("B.b")

    def test_division_by_zero(self):
        with self.assertRaises(ZeroDivisionError):
            self._value("1 / (A.b - 6)")
