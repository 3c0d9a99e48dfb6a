from odoo import api, fields, models
from odoo.exceptions import AccessError


class IpaiScheduleLine(models.Model):
    _name = "ipai.schedule.line"
    _description = "Schedule Entry"
    _order = "date, id"
    _check_company_auto = True

    schedule_id = fields.Many2one(
        "ipai.schedule", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(
        related="schedule_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(related="schedule_id.kind", store=True, precompute=True)
    partner_id = fields.Many2one(related="schedule_id.partner_id")
    deferral_account_id = fields.Many2one(
        related="schedule_id.deferral_account_id", store=True, precompute=True
    )
    to_account_id = fields.Many2one(
        related="schedule_id.to_account_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="schedule_id.currency_id")
    company_currency_id = fields.Many2one(
        related="schedule_id.company_currency_id", string="Company Currency"
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date = fields.Date(string="Until", required=True, readonly=True, help="Planned date.")
    booked_on = fields.Date(
        string="Booking Date",
        readonly=True,
        index=True,
        help="Date given to the entry: the planned one, or the first that was open.",
    )
    is_shifted = fields.Boolean(
        string="Shifted",
        compute="_compute_is_shifted",
        store=True,
        help="Booked later than planned: the period was locked, or the bill came later.",
    )
    amount = fields.Monetary(readonly=True, currency_field="company_currency_id")
    amount_currency = fields.Monetary(
        string="Amount in Currency", readonly=True, currency_field="currency_id"
    )
    booked_amount = fields.Monetary(
        string="Entry",
        readonly=True,
        currency_field="company_currency_id",
        help="Amount of the entry. An accrual books all that is due so far, since the one "
        "before was reversed.",
    )
    booked_amount_currency = fields.Monetary(readonly=True, currency_field="currency_id")
    move_id = fields.Many2one(
        "account.move",
        string="Journal Entry",
        readonly=True,
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
    )
    reversal_move_id = fields.Many2one(
        "account.move",
        string="Reversal",
        readonly=True,
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
    )
    reversed_on = fields.Date(readonly=True)
    is_cancelled = fields.Boolean(readonly=True)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("scheduled", "Scheduled"),
            ("posted", "Posted"),
            ("missing", "Missing"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        compute="_compute_state",
        store=True,
        index=True,
    )

    @api.depends("schedule_id.name", "date")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.schedule_id.name} {line.date}"

    @api.depends("date", "booked_on")
    def _compute_is_shifted(self):
        for line in self:
            line.is_shifted = bool(line.booked_on and line.booked_on != line.date)

    @api.depends("is_cancelled", "move_id.state", "schedule_id.state")
    def _compute_state(self):
        for line in self:
            if line.is_cancelled:
                line.state = "cancelled"
            elif line.schedule_id.state == "draft":
                line.state = "planned"
            else:
                states = {"draft": "scheduled", "posted": "posted"}
                line.state = states.get(line.move_id.state, "missing")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_system()
        return super().create(vals_list)

    def write(self, vals):
        self._check_system()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_by_system(self):
        self._check_system()

    def _check_system(self):
        if not self.env.su:
            raise AccessError(self.env._("Entries of a schedule follow from its figures."))

    def action_open_move(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }
