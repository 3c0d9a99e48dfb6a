from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "ipai_finance_close.group_close_manager"


class IpaiCloseCheck(models.Model):
    _name = "ipai.close.check"
    _description = "Close Check"
    _inherit = ["mail.thread"]
    _order = "period_id, blocking desc, code"
    _check_company_auto = True

    period_id = fields.Many2one(
        "ipai.close.period", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(
        related="period_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True, translate=True)
    unit = fields.Selection(
        [("count", "Number"), ("amount", "Amount")], required=True, default="count", readonly=True
    )
    value = fields.Float(digits=(16, 2), readonly=True)
    value_text = fields.Char(string="Found", compute="_compute_value_text")
    threshold = fields.Float(
        digits=(16, 2), help="Red above this number or amount.", tracking=True
    )
    blocking = fields.Boolean(
        default=True, tracking=True, help="A red check keeps the period from closing."
    )
    waiver_reason = fields.Char(tracking=True, copy=False)
    waived_by_id = fields.Many2one("res.users", readonly=True, copy=False, tracking=True)
    waived_value = fields.Float(readonly=True, copy=False)
    state = fields.Selection(
        [("green", "Green"), ("red", "Red"), ("waived", "Waived")],
        string="Result",
        compute="_compute_state",
        store=True,
        tracking=True,
    )

    _code_unique = models.UniqueIndex("(period_id, code)", "This check exists already.")

    @api.depends("value", "unit")
    def _compute_value_text(self):
        for check in self:
            is_amount = check.unit == "amount"
            text = check.currency_id.format(check.value) if is_amount else f"{check.value:.0f}"
            check.value_text = text

    @api.depends("value", "threshold", "waived_by_id", "waived_value")
    def _compute_state(self):
        for check in self:
            is_red = abs(check.value) > check.threshold + 1e-9
            # A waiver covers what was found, not what turns up later.
            is_waived = check.waived_by_id and abs(check.value) <= abs(check.waived_value) + 1e-9
            check.state = "green" if not is_red else "waived" if is_waived else "red"

    @api.model
    def _registry_of_checks(self):
        """Return the checks by code; ``_value_<code>`` computes each. Extend in bridges."""
        env = self.env
        return {
            "draft_entries": {"name": env._("Draft entries in the period")},
            "bank_lines": {"name": env._("Bank lines not reconciled")},
            "suspense": {"name": env._("Balance of suspense accounts"), "unit": "amount"},
            "expenses": {"name": env._("Approved expenses not posted")},
        }

    def _refresh(self):
        for check in self:
            method = getattr(self, f"_value_{check.code}", None)
            # The module of a check may be gone; what it found last stays.
            if method:
                value = method(check.period_id)
                if value != check.value:
                    check.value = value

    @api.model
    def _value_draft_entries(self, period):
        return self.env["account.move"].search_count(
            [
                ("company_id", "=", period.company_id.id),
                ("state", "=", "draft"),
                ("date", ">=", period.date_from),
                ("date", "<=", period.date_to),
            ]
        )

    @api.model
    def _value_bank_lines(self, period):
        return self.env["account.bank.statement.line"].search_count(
            [
                ("company_id", "=", period.company_id.id),
                ("is_reconciled", "=", False),
                ("move_id.state", "=", "posted"),
                ("date", "<=", period.date_to),
            ]
        )

    @api.model
    def _value_suspense(self, period):
        journals = self.env["account.journal"].search(
            [("company_id", "=", period.company_id.id), ("type", "in", ("bank", "cash", "credit"))]
        )
        accounts = journals.suspense_account_id | (
            period.company_id.account_journal_suspense_account_id
        )
        balances = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", period.company_id.id),
                ("parent_state", "=", "posted"),
                ("account_id", "in", accounts.ids),
                ("date", "<=", period.date_to),
            ],
            ["account_id"],
            ["balance:sum"],
        )
        # Two suspense accounts that cancel out are still two questions.
        return period.company_id.currency_id.round(sum(abs(balance) for _a, balance in balances))

    @api.model
    def _value_expenses(self, period):
        return self.env["hr.expense"].search_count(
            [
                ("company_id", "=", period.company_id.id),
                ("state", "=", "approved"),
                ("date", "<=", period.date_to),
            ]
        )

    def write(self, vals):
        if not self.env.su:
            own = {name for name in vals if not name.startswith("message_")}
            if own - {"threshold", "blocking", "waiver_reason"}:
                raise AccessError(self.env._("A check says what it found."))
            if not self.env.user.has_group(MANAGER):
                raise AccessError(self.env._("Only a close manager changes a check."))
            if self.period_id.filtered(lambda period: period.state == "closed"):
                raise UserError(self.env._("The period is closed."))
        return super().write(vals)

    def action_waive(self):
        """Let a red check pass, for the reason given and the value found."""
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a close manager waives a check."))
        self.check_access("write")
        for check in self:
            if check.state != "red":
                raise UserError(self.env._("%s is not red.", check.name))
            if not (check.waiver_reason or "").strip():
                raise UserError(self.env._("Enter the reason of the waiver first."))
            check.sudo().write({"waived_by_id": self.env.uid, "waived_value": check.value})
            check.period_id.sudo().message_post(
                body=self.env._(
                    "%(user)s waived %(check)s (%(value)s): %(reason)s",
                    user=self.env.user.name,
                    check=check.name,
                    value=check.value_text,
                    reason=check.waiver_reason,
                )
            )

    def action_withdraw_waiver(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a close manager waives a check."))
        self.check_access("write")
        self.sudo().write({"waived_by_id": False, "waived_value": 0.0})
