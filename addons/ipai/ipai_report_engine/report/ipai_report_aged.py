from odoo import fields, models
from odoo.tools import SQL


class IpaiReportAged(models.Model):
    _name = "ipai.report.aged"
    _description = "Aged Receivables and Payables"
    _inherit = ["ipai.report.ledger"]
    _auto = False
    _depends = {
        "account.move.line": ["date", "date_maturity", "balance", "parent_state", "partner_id"],
        "account.account": ["account_type"],
        "account.partial.reconcile": ["amount", "debit_move_id", "credit_move_id", "max_date"],
    }
    _order = "company_id, partner_id, due_date, id"
    _rec_name = "move_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [("asset_receivable", "Receivable"), ("liability_payable", "Payable")], readonly=True
    )
    partner_id = fields.Many2one("res.partner", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    move_id = fields.Many2one("account.move", string="Entry", readonly=True)
    date = fields.Date(readonly=True)
    due_date = fields.Date(readonly=True)
    days = fields.Integer(string="Days Overdue", readonly=True, aggregator="max")
    residual = fields.Monetary(string="Open", readonly=True)
    not_due = fields.Monetary(readonly=True)
    days_30 = fields.Monetary(string="1–30", readonly=True)
    days_60 = fields.Monetary(string="31–60", readonly=True)
    days_90 = fields.Monetary(string="61–90", readonly=True)
    days_120 = fields.Monetary(string="91–120", readonly=True)
    older = fields.Monetary(string="Older", readonly=True)

    @property
    def _table_query(self):
        _date_from, date_to = self._period()
        return SQL(
            """
            SELECT item.*,
                   CASE WHEN days <= 0 THEN residual ELSE 0 END AS not_due,
                   CASE WHEN days BETWEEN 1 AND 30 THEN residual ELSE 0 END AS days_30,
                   CASE WHEN days BETWEEN 31 AND 60 THEN residual ELSE 0 END AS days_60,
                   CASE WHEN days BETWEEN 61 AND 90 THEN residual ELSE 0 END AS days_90,
                   CASE WHEN days BETWEEN 91 AND 120 THEN residual ELSE 0 END AS days_120,
                   CASE WHEN days > 120 THEN residual ELSE 0 END AS older
              FROM (
                SELECT line.id, line.company_id, account.account_type AS kind, line.partner_id,
                       line.account_id, line.move_id, line.date,
                       COALESCE(line.date_maturity, line.date) AS due_date,
                       %(as_of)s::date - COALESCE(line.date_maturity, line.date) AS days,
                       line.balance - COALESCE(debits.amount, 0) + COALESCE(credits.amount, 0)
                           AS residual
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                   AND account.account_type IN ('asset_receivable', 'liability_payable')
                  LEFT JOIN (
                      SELECT debit_move_id AS line_id, SUM(amount) AS amount
                        FROM account_partial_reconcile WHERE max_date <= %(as_of)s
                       GROUP BY debit_move_id
                  ) debits ON debits.line_id = line.id
                  LEFT JOIN (
                      SELECT credit_move_id AS line_id, SUM(amount) AS amount
                        FROM account_partial_reconcile WHERE max_date <= %(as_of)s
                       GROUP BY credit_move_id
                  ) credits ON credits.line_id = line.id
                 WHERE line.parent_state = 'posted' AND line.date <= %(as_of)s
                   AND line.company_id IN %(companies)s
              ) AS item
             WHERE residual <> 0
            """,
            as_of=date_to,
            companies=tuple(self.env.companies.ids),
        )
