from odoo import fields, models
from odoo.tools import SQL


class IpaiReportGeneralLedger(models.Model):
    _name = "ipai.report.general.ledger"
    _description = "General Ledger"
    _inherit = ["ipai.report.ledger"]
    _auto = False
    _depends = {
        "account.move.line": [
            "date",
            "debit",
            "credit",
            "balance",
            "parent_state",
            "company_id",
            "account_id",
        ],
        "account.account": ["account_type"],
    }
    _order = "company_id, account_id, is_opening desc, date, move_name, id"
    _rec_name = "move_name"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one("account.account", readonly=True)
    date = fields.Date(readonly=True)
    move_id = fields.Many2one("account.move", string="Entry", readonly=True)
    move_name = fields.Char(string="Number", readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    name = fields.Char(string="Label", readonly=True)
    is_opening = fields.Boolean(string="Opening Balance", readonly=True)
    debit = fields.Monetary(readonly=True)
    credit = fields.Monetary(readonly=True)
    balance = fields.Monetary(readonly=True)
    cumulated = fields.Monetary(
        string="Running Balance", readonly=True, aggregator=None
    )

    @property
    def _table_query(self):
        date_from, _date_to = self._period()
        # An opening row stands in for the oldest of the items it adds up.
        return SQL(
            """
            WITH ledger AS (%(ledger)s),
            opening AS (
                SELECT MIN(id) AS id, company_id, account_id, SUM(balance) AS balance
                  FROM ledger WHERE date < %(start)s
                 GROUP BY company_id, account_id
            ),
            rows AS (
                SELECT id, company_id, account_id, %(start)s::date AS date,
                       NULL::int AS move_id, NULL::varchar AS move_name,
                       NULL::int AS journal_id, NULL::int AS partner_id, NULL::varchar AS name,
                       TRUE AS is_opening, GREATEST(balance, 0) AS debit,
                       GREATEST(-balance, 0) AS credit, balance
                  FROM opening
                 UNION ALL
                SELECT id, company_id, account_id, date, move_id, move_name, journal_id,
                       partner_id, name, FALSE, debit, credit, balance
                  FROM ledger WHERE date >= %(start)s
            )
            SELECT *, SUM(balance) OVER (
                       PARTITION BY company_id, account_id
                       ORDER BY is_opening DESC, date, move_name, id
                   ) AS cumulated
              FROM rows
            """,
            ledger=self._ledger(),
            start=date_from,
        )
