from odoo import fields, models
from odoo.tools import SQL


class IpaiReportTrialBalance(models.Model):
    _name = "ipai.report.trial.balance"
    _description = "Trial Balance"
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
        "account.account": ["account_type", "code_store"],
    }
    _order = "company_id, account_code, account_id"
    _rec_name = "account_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one("account.account", readonly=True)
    account_code = fields.Char(string="Code", readonly=True)
    account_type = fields.Selection(related="account_id.account_type")
    opening = fields.Monetary(string="Opening", readonly=True)
    debit = fields.Monetary(readonly=True)
    credit = fields.Monetary(readonly=True)
    closing = fields.Monetary(string="Closing", readonly=True)

    @property
    def _table_query(self):
        date_from, _date_to = self._period()
        return SQL(
            """
            SELECT MIN(ledger.id) AS id, ledger.company_id, ledger.account_id,
                   account.code_store ->> SPLIT_PART(company.parent_path, '/', 1) AS account_code,
                   COALESCE(SUM(ledger.balance) FILTER (WHERE ledger.date < %(start)s), 0)
                       AS opening,
                   COALESCE(SUM(ledger.debit) FILTER (WHERE ledger.date >= %(start)s), 0)
                       AS debit,
                   COALESCE(SUM(ledger.credit) FILTER (WHERE ledger.date >= %(start)s), 0)
                       AS credit,
                   SUM(ledger.balance) AS closing
              FROM (%(ledger)s) AS ledger
              JOIN account_account account ON account.id = ledger.account_id
              JOIN res_company company ON company.id = ledger.company_id
             GROUP BY ledger.company_id, ledger.account_id, account_code
            """,
            start=date_from,
            ledger=self._ledger(),
        )

    def action_open_ledger(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ipai_report_engine.ipai_report_general_ledger_action"
        )
        date_from, date_to = self._period()
        return {
            **action,
            "name": self.account_id.display_name,
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {
                "report_date_from": str(date_from),
                "report_date_to": str(date_to),
            },
        }
