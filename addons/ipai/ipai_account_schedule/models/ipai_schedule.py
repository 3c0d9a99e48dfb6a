from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("deferred_expense", "Deferred Expense"),
    ("deferred_revenue", "Deferred Revenue"),
    ("accrued_expense", "Accrued Expense"),
    ("accrued_revenue", "Accrued Revenue"),
]


class IpaiSchedule(models.Model):
    _name = "ipai.schedule"
    _description = "Deferral or Accrual Schedule"
    _inherit = ["mail.thread", "mail.activity.mixin", "analytic.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, required=True, precompute=True
    )
    kind = fields.Selection(KINDS, required=True, default="deferred_expense", tracking=True)
    method = fields.Selection(
        [("month", "By month"), ("day", "By day")],
        string="Spread",
        required=True,
        default="month",
        help="By month: every full month takes the same, the first and the last their part by "
        "days. By day: every day takes the same, 29 February included.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        required=True,
        default="draft",
        group_expand=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        tracking=True,
        help="Gets the activities when the books no longer agree with the schedule.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        compute="_compute_source_values",
        store=True,
        readonly=False,
        precompute=True,
    )
    source_line_id = fields.Many2one(
        "account.move.line",
        string="Source",
        check_company=True,
        ondelete="restrict",
        copy=False,
        index="btree_not_null",
        help="The line of the bill or invoice that is spread. None: opening balances, accruals.",
    )
    source_move_id = fields.Many2one(
        related="source_line_id.move_id", string="Bill or Invoice", store=True, index=True
    )
    date_from = fields.Date(
        string="Period", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(string="Last Day", required=True, tracking=True)
    opening_date = fields.Date(
        string="Deferred On",
        compute="_compute_opening_date",
        store=True,
        readonly=False,
        precompute=True,
        help="Date of the entry that moves the amount to the deferral account.",
    )
    from_account_id = fields.Many2one(
        "account.account",
        string="Booked On",
        compute="_compute_source_values",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        help="Where the bill or invoice put the amount. The deferral account itself: no entry "
        "moves it there.",
    )
    deferral_account_id = fields.Many2one(
        "account.account",
        compute="_compute_deferral_account_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        check_company=True,
        index=True,
        domain="[('account_type', 'not in', ('asset_receivable', 'liability_payable',"
        " 'off_balance'))]",
        tracking=True,
    )
    to_account_id = fields.Many2one(
        "account.account",
        string="Recognise On",
        compute="_compute_source_values",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        check_company=True,
        tracking=True,
    )
    journal_id = fields.Many2one(
        "account.journal",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        check_company=True,
        domain="[('type', '=', 'general')]",
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_source_values",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    amount_currency = fields.Monetary(
        string="Amount",
        compute="_compute_source_values",
        store=True,
        readonly=False,
        precompute=True,
        currency_field="currency_id",
        help="Negative for a refund.",
    )
    amount = fields.Monetary(
        string="Amount in Company Currency",
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        currency_field="company_currency_id",
        tracking=True,
        help="At the rate of the bill or invoice; without one at the rate of the first day.",
    )
    line_ids = fields.One2many("ipai.schedule.line", "schedule_id", readonly=True)
    posted_amount = fields.Monetary(
        string="Recognised",
        compute="_compute_progress",
        store=True,
        currency_field="company_currency_id",
    )
    remaining_amount = fields.Monetary(
        string="Remaining",
        compute="_compute_progress",
        store=True,
        currency_field="company_currency_id",
        help="Not recognised by a posted entry yet.",
    )
    progress = fields.Float(
        string="Progress (%)", compute="_compute_progress", store=True, aggregator="avg"
    )
    shifted_count = fields.Integer(
        string="Shifted Entries", compute="_compute_progress", store=True
    )
    next_date = fields.Date(compute="_compute_progress", store=True)
    note = fields.Html(string="Notes")

    _dates_ordered = models.Constraint(
        "CHECK (date_to >= date_from)", "A schedule cannot end before it starts."
    )
    _dates_near = models.Constraint(
        "CHECK (date_to - date_from < 18263)", "A schedule lasts fifty years at most."
    )
    # What a cancelled schedule moved to the deferral account stays moved.
    _source_once = models.UniqueIndex(
        "(source_line_id) WHERE source_line_id IS NOT NULL"
        " AND (state != 'cancelled' OR opened_on IS NOT NULL)",
        "This line of the bill or invoice is spread already.",
    )

    @api.constrains("deferral_account_id", "to_account_id", "source_line_id", "kind")
    def _check_accounts(self):
        for schedule in self:
            if schedule._is_accrual() and schedule.source_line_id:
                raise ValidationError(
                    self.env._("An accrual is for what has no bill or invoice yet.")
                )
            if schedule.deferral_account_id == schedule.to_account_id:
                raise ValidationError(
                    self.env._("The amount must leave the deferral account: choose two accounts.")
                )

    @api.constrains("amount", "amount_currency", "currency_id")
    def _check_amounts(self):
        for schedule in self:
            is_foreign = schedule.currency_id != schedule.company_currency_id
            if schedule.amount * schedule.amount_currency < 0 or (
                not is_foreign
                and schedule.currency_id.compare_amounts(
                    schedule.amount, schedule.amount_currency
                )
            ):
                raise ValidationError(self.env._("Both amounts of a schedule must agree."))

    def _sign(self):
        """Return 1 where recognising is a debit (expense), -1 where it is a credit."""
        return 1 if self.kind in ("deferred_expense", "accrued_expense") else -1

    def _is_accrual(self):
        return self.kind in ("accrued_expense", "accrued_revenue")
