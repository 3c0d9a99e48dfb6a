import random
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged
from odoo.tools import float_round

from ..models.spread import share, split_periods, weigh


def calendar_year_end(day):
    return date(day.year, 12, 31)


def spread(total, first, last, method, rounding=0.01, year_end=calendar_year_end):
    periods = split_periods(first, last, year_end)
    weights = [weigh(period, method) for period in periods]
    return periods, share(
        total, weights, lambda value: float_round(value, precision_rounding=rounding)
    )


@tagged("post_install", "-at_install")
class TestSpread(BaseCase):
    def test_by_day(self):
        """17 days of January, 14 of the next: 365 in all."""
        _periods, shares = spread(12_000, date(2026, 1, 15), date(2027, 1, 14), "day")
        self.assertEqual(len(shares), 13)
        self.assertEqual((shares[0], shares[1]), (558.90, 920.55))
        self.assertEqual(shares[-1], 460.27)
        self.assertEqual(float_round(sum(shares), 2), 12_000.00)

    def test_by_month(self):
        """Full months are equal, parts go by days of their month: 17/31 and 14/31."""
        _periods, shares = spread(12_000, date(2026, 1, 15), date(2027, 1, 14), "month")
        self.assertEqual(shares, [548.39, *[1_000.0] * 11, 451.61])

    def test_by_month_without_parts(self):
        _periods, shares = spread(1_000, date(2026, 2, 1), date(2026, 4, 30), "month")
        self.assertEqual(shares, [333.33, 333.33, 333.34], "rounding is in the last")

    def test_leap_year(self):
        _periods, shares = spread(366, date(2028, 1, 1), date(2028, 12, 31), "day")
        self.assertEqual((shares[0], shares[1], sum(shares)), (31, 29, 366))
        _periods, shares = spread(365, date(2027, 1, 1), date(2027, 12, 31), "day")
        self.assertEqual(shares[1], 28)

    def test_one_day(self):
        for method in ("day", "month"):
            periods, shares = spread(10, date(2028, 2, 29), date(2028, 2, 29), method)
            self.assertEqual(periods, [(date(2028, 2, 29), date(2028, 2, 29))])
            self.assertEqual(shares, [10])

    def test_fiscal_year_within_a_month(self):
        """A year that ends on 5 April cuts April, so no entry straddles two years."""

        def british(day):
            return date(day.year + (day > date(day.year, 4, 5)), 4, 5)

        periods, shares = spread(
            3_000, date(2026, 3, 1), date(2026, 5, 31), "month", year_end=british
        )
        self.assertEqual(
            periods[1:3],
            [(date(2026, 4, 1), date(2026, 4, 5)), (date(2026, 4, 6), date(2026, 4, 30))],
        )
        self.assertEqual(shares, [1_000, 166.67, 833.33, 1_000])

    def test_few_cents_never_turn_negative(self):
        _periods, shares = spread(0.12, date(2026, 1, 1), date(2027, 12, 31), "month")
        self.assertEqual(float_round(sum(shares), 2), 0.12)
        self.assertGreaterEqual(min(shares), 0)

    def test_refund_mirrors(self):
        args = (date(2026, 1, 15), date(2027, 1, 14), "day")
        self.assertEqual(
            spread(-12_000, *args)[1], [-amount for amount in spread(12_000, *args)[1]]
        )

    def test_any_amount_period_and_currency(self):
        """Shares sum up exactly, none is against the total, periods tile the whole."""
        chance = random.Random(20260115)
        for _case in range(2_000):
            rounding = chance.choice([0.01, 1.0, 0.001, 0.05])
            first = date(2020, 1, 1) + timedelta(days=chance.randrange(4_000))
            last = first + timedelta(days=chance.choice([0, 1, 27, 30, 364, 365, 366, 1_500]))
            total = float_round(
                chance.choice([-1, 1]) * 10 ** chance.uniform(-2, 9), precision_rounding=rounding
            )
            method = chance.choice(["day", "month"])
            with self.subTest((total, first, last, method, rounding)):
                periods, shares = spread(total, first, last, method, rounding)
                self.assertEqual(
                    float_round(sum(shares), precision_rounding=rounding), total
                )
                sign = -1 if total < 0 else 1
                self.assertGreaterEqual(min(sign * part for part in shares), 0)
                self.assertEqual((periods[0][0], periods[-1][1]), (first, last))
                for (_start, end), (start, _end) in zip(periods, periods[1:]):
                    self.assertEqual(end + timedelta(days=1), start)
                for start, end in periods:
                    self.assertEqual((start.year, start.month), (end.year, end.month))
