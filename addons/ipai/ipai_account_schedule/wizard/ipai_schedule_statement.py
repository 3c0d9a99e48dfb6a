from odoo import Command, api, fields, models


class IpaiScheduleStatement(models.TransientModel):
    _name = "ipai.schedule.statement"
    _description = "Remaining Balance at a Date"
    _rec_name = "date"

    date = fields.Date(required=True, default=fields.Date.context_today)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_ids = fields.One2many(
        "ipai.schedule.statement.line",
        "statement_id",
        compute="_compute_line_ids",
        store=True,
    )

    @api.depends("date", "company_id")
    def _compute_line_ids(self):
        for statement in self:
            rows = self._account_rows(statement.company_id, statement.date)
            statement.line_ids = [Command.clear(), *(Command.create(row) for row in rows)]

    @api.model
    def _account_rows(self, company, date):
        """Return the deferral accounts of a company with what should remain on them at a date,
        what the entries of schedules left and what the ledger says.
        """
        if not date or not company:
            return []
        movements = self.env["ipai.schedule.balance"]._read_group(
            [("company_id", "=", company.id), ("date", "<=", date)],
            ["account_id"],
            ["planned:sum", "booked:sum"],
        )
        round_ = company.currency_id.round
        accounts = self.env["account.account"].union(*(account for account, *_sums in movements))
        ledger = dict(
            self.env["account.move.line"]._read_group(
                [
                    ("company_id", "=", company.id),
                    ("account_id", "in", accounts.ids),
                    ("parent_state", "=", "posted"),
                    ("date", "<=", date),
                ],
                ["account_id"],
                ["balance:sum"],
            )
        )
        return [
            {
                "account_id": account.id,
                "planned": round_(planned),
                "booked": round_(booked),
                "ledger": round_(ledger.get(account, 0.0)),
            }
            for account, planned, booked in movements
        ]

    def _schedule_rows(self, account):
        """Return ``[(schedule, remaining)]`` of an account, without those that are through."""
        self.ensure_one()
        rows = self.env["ipai.schedule.balance"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("account_id", "=", account.id),
                ("date", "<=", self.date),
            ],
            ["schedule_id"],
            ["planned:sum"],
        )
        return [row for row in rows if not self.currency_id.is_zero(row[1])]

    def action_print(self):
        return self.env.ref("ipai_account_schedule.action_report_statement").report_action(self)

    def action_movements(self):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "ipai_account_schedule.ipai_schedule_balance_action"
        )
        action["domain"] = [("company_id", "=", self.company_id.id), ("date", "<=", self.date)]
        return action


class IpaiScheduleStatementLine(models.TransientModel):
    _name = "ipai.schedule.statement.line"
    _description = "Remaining Balance of an Account"

    statement_id = fields.Many2one("ipai.schedule.statement", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="statement_id.currency_id")
    account_id = fields.Many2one("account.account", required=True)
    planned = fields.Monetary(string="Schedules")
    booked = fields.Monetary(string="Posted")
    ledger = fields.Monetary(string="General Ledger")
    difference = fields.Monetary(compute="_compute_difference")

    @api.depends("planned", "ledger")
    def _compute_difference(self):
        for line in self:
            line.difference = line.currency_id.round(line.ledger - line.planned)
