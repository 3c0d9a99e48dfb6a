from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class IpaiReportLedger(models.AbstractModel):
    _name = "ipai.report.ledger"
    _description = "Ledger Read Model"

    @api.model
    def _period(self):
        """Return the dates of the context; this fiscal year without.

        The cache does not know of these dates: whoever reads two periods in one
        transaction groups with ``_read_group``, or invalidates in between.
        """
        context = self.env.context
        today = fields.Date.context_today(self)
        year = self.env.company.compute_fiscalyear_dates(today)
        date_from = self._to_date(context.get("report_date_from"))
        date_to = self._to_date(context.get("report_date_to"))
        return date_from or year["date_from"], date_to or year["date_to"]

    @api.model
    def _to_date(self, text):
        try:
            return fields.Date.to_date(text)
        except (TypeError, ValueError):
            raise UserError(self.env._("%s is no date.", text)) from None

    @api.model
    def _ledger(self):
        """Return the items up to the end of the period, as a query.

        Income and expenses of closed fiscal years count as undistributed profit, so that
        opening balances add up to zero.
        """
        date_from, date_to = self._period()
        companies = self.env.companies
        bounds = SQL(", ").join(
            SQL(
                "(%s::int, %s::date, %s::int)",
                company.id,
                company.compute_fiscalyear_dates(date_from)["date_from"],
                self._profit_account(company).id or None,
            )
            for company in companies
        )
        return SQL(
            """
            SELECT line.id, line.company_id, line.date, line.move_id, line.move_name,
                   line.journal_id, line.partner_id, line.name, line.ref,
                   line.debit, line.credit, line.balance,
                   CASE WHEN line.date < bounds.year_start
                             AND (account.account_type LIKE 'income%%'
                                  OR account.account_type LIKE 'expense%%')
                        THEN COALESCE(bounds.profit_account_id, line.account_id)
                        ELSE line.account_id END AS account_id
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              JOIN (VALUES %(bounds)s) AS bounds (company_id, year_start, profit_account_id)
                ON bounds.company_id = line.company_id
             WHERE line.parent_state = 'posted' AND line.date <= %(date_to)s
            """,
            bounds=bounds,
            date_to=date_to,
        )

    @api.model
    def _profit_account(self, company):
        accounts = self.env["account.account"].sudo()
        return accounts.search(
            [
                ("account_type", "=", "equity_unaffected"),
                ("company_ids", "parent_of", company.id),
            ],
            limit=1,
        )
