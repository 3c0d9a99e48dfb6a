from datetime import date, datetime

from odoo.tests import TransactionCase, tagged

from ..models.ipai_approval_mixin import canonical
from ..models.ipai_approval_step import _can_fill


@tagged("post_install", "-at_install")
class TestMixin(TransactionCase):
    def test_canonical_values(self):
        partners = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        for value, expected in (
            (partners[1] | partners[0], sorted(partners.ids)),
            (0.1 + 0.2, "0.300000"),
            (-0.0, "0.000000"),
            (date(2026, 6, 1), "2026-06-01"),
            (datetime(2026, 6, 1, 8), "2026-06-01T08:00:00"),
            (False, False),
            ("x", "x"),
        ):
            with self.subTest(value):
                self.assertEqual(canonical(value), expected)

    def test_every_seat_gets_a_person(self):
        for seats, expected in (
            (["ab", "a"], True),
            (["a", "a"], False),
            (["ab", "bc", "a"], True),
            (["ab", "ab", "ab"], False),
            ([""], False),
            ([], True),
        ):
            with self.subTest(seats):
                self.assertEqual(_can_fill(seats), expected)

    def test_abstract_model_names_what_is_missing(self):
        mixin = self.env["ipai.approval.mixin"]
        for method in ("_approval_open", "_approval_amounts"):
            with self.subTest(method), self.assertRaises(NotImplementedError):
                getattr(mixin, method)()
