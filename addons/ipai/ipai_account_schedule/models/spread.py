"""How an amount falls on periods: dates, weights and shares, without a database."""

from calendar import monthrange
from datetime import timedelta
from fractions import Fraction


def split_periods(date_from, date_to, year_end):
    """Return ``[(first, last)]``, both included, cut at each month's and fiscal year's end.

    :param year_end: function of a date to the last day of its fiscal year
    """
    periods = []
    start = date_from
    while start <= date_to:
        month_end = start.replace(day=monthrange(start.year, start.month)[1])
        end = min(month_end, year_end(start), date_to)
        periods.append((start, end))
        start = end + timedelta(days=1)
    return periods


def weigh(period, method):
    """Return the weight of a period within one month: its days, or its part of the month."""
    first, last = period
    days = (last - first).days + 1
    return Fraction(days, monthrange(first.year, first.month)[1] if method == "month" else 1)


def share(total, weights, round_):
    """Return one amount per weight; their sum is ``round_(total)``, all of its sign.

    Each is rounded on its own and the last takes what is left. No share takes more than is
    left, so that a few cents over many periods never turn the last one negative.
    """
    sign = -1 if total < 0 else 1
    rest = round_(abs(total))
    whole, size = sum(weights), rest
    shares = []
    for weight in weights[:-1]:
        part = min(round_(size * float(weight / whole)), rest)
        rest = round_(rest - part)
        shares.append(sign * part)
    return [*shares, sign * rest]
