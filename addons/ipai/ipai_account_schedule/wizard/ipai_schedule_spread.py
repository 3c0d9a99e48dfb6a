from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context


class IpaiScheduleSpread(models.TransientModel):
    _name = "ipai.schedule.spread"
    _description = "Spread Lines over a Period"
    _check_company_auto = True

    line_ids = fields.Many2many("account.move.line", string="Lines", required=True)
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True
    )
    kind = fields.Selection(
        [("deferred_expense", "Deferred Expense"), ("deferred_revenue", "Deferred Revenue")],
        compute="_compute_company_id",
        store=True,
        precompute=True,
    )
    date_from = fields.Date(
        string="Period",
        compute="_compute_date_from",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    date_to = fields.Date(
        string="Last Day",
        compute="_compute_date_to",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    method = fields.Selection(
        [("month", "By month"), ("day", "By day")], required=True, default="month"
    )
    deferral_account_id = fields.Many2one(
        "account.account",
        compute="_compute_deferral_account_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        check_company=True,
    )
    to_account_id = fields.Many2one(
        "account.account",
        string="Recognise On",
        check_company=True,
        help="Empty: the account of each line. Needed for lines on balance sheet accounts.",
    )

    @api.depends("line_ids")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.line_ids.company_id[:1]
            wizard.kind = wizard.line_ids[:1] and wizard.line_ids[:1]._ipai_schedule_kind()

    @api.depends("line_ids")
    def _compute_date_from(self):
        for wizard in self:
            dates = wizard.line_ids.move_id.mapped(lambda move: move.invoice_date or move.date)
            wizard.date_from = min(dates, default=fields.Date.context_today(wizard))

    @api.depends("date_from")
    def _compute_date_to(self):
        for wizard in self:
            start = wizard.date_from
            wizard.date_to = start and start + relativedelta(years=1, days=-1)

    @api.depends("line_ids")
    def _compute_deferral_account_id(self):
        for wizard in self:
            company = wizard.company_id or self.env.company
            account = wizard.kind and company._ipai_deferral_account(wizard.kind)
            wizard.deferral_account_id = account or wizard.deferral_account_id

    def action_spread(self):
        return self._create_schedules()._get_records_action(name=self.env._("Schedules"))

    def action_spread_and_confirm(self):
        schedules = self._create_schedules()
        schedules.action_confirm()
        return schedules._get_records_action(name=self.env._("Schedules"))

    def _create_schedules(self):
        """Create one draft schedule for each line."""
        self.ensure_one()
        lines = self.line_ids._ipai_spreadable()
        if lines != self.line_ids or not lines:
            raise UserError(
                self.env._("Nothing to spread: choose posted lines without a schedule.")
            )
        if len(lines.company_id) > 1:
            raise UserError(self.env._("Choose lines of one company."))
        if len({line._ipai_schedule_kind() for line in lines}) > 1:
            raise UserError(self.env._("Choose either expenses or revenue."))
        # The lines to spread are a default of this wizard, not of schedules.
        schedules = self.env["ipai.schedule"].with_context(clean_context(self.env.context))
        return schedules.create([self._schedule_vals(line) for line in lines])

    def _schedule_vals(self, line):
        is_on_result = line.account_id.internal_group in ("income", "expense")
        account = self.to_account_id or (is_on_result and line.account_id)
        if not account:
            raise UserError(
                self.env._("%s: choose the account to recognise it on.", line.display_name)
            )
        # What the bill put on a balance sheet account stays there until it is recognised.
        deferral_account = self.deferral_account_id if is_on_result else line.account_id
        return {
            "kind": line._ipai_schedule_kind(),
            "method": self.method,
            "company_id": line.company_id.id,
            "source_line_id": line.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "deferral_account_id": deferral_account.id,
            "to_account_id": account.id,
        }
