from odoo import models

from .spread import share, split_periods, weigh


class IpaiSchedule(models.Model):
    _inherit = "ipai.schedule"

    def _rebuild_lines(self):
        """Plan the entries anew from the figures."""
        lines = self.env["ipai.schedule.line"].sudo()
        self.sudo().line_ids.unlink()
        lines.create([vals for schedule in self.sudo() for vals in schedule._plan()])

    def _plan(self):
        """Return the values of the lines: a share of the amount for each period."""
        company = self.company_id
        periods = split_periods(
            self.date_from,
            self.date_to,
            lambda day: company.compute_fiscalyear_dates(day)["date_to"],
        )
        weights = [weigh(period, self.method) for period in periods]
        company_currency = company.currency_id
        is_foreign = self.currency_id != company_currency
        amounts = share(self.amount, weights, company_currency.round)
        foreign = (
            share(self.amount_currency, weights, self.currency_id.round) if is_foreign else amounts
        )
        due, due_currency, plan = 0.0, 0.0, []
        for (first, last), amount, amount_currency in zip(periods, amounts, foreign, strict=True):
            due = company_currency.round(due + amount)
            due_currency = self.currency_id.round(due_currency + amount_currency)
            accrual = self._is_accrual()
            plan.append(
                {
                    "schedule_id": self.id,
                    "date_from": first,
                    "date": last,
                    "amount": amount,
                    "amount_currency": amount_currency,
                    "booked_amount": due if accrual else amount,
                    "booked_amount_currency": due_currency if accrual else amount_currency,
                }
            )
        return [
            vals
            for vals in plan
            if vals["booked_amount"] or vals["booked_amount_currency"] or vals["amount"]
        ]
