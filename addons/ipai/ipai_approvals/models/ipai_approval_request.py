from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class IpaiApprovalRequest(models.Model):
    _name = "ipai.approval.request"
    _description = "Approval Request"
    _inherit = ["ipai.evidence.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "reference"]
    _check_company_auto = True
    _mail_post_access = "read"

    reference = fields.Char(required=True, readonly=True, copy=False, default="/", index="trigram")
    name = fields.Char(string="Subject", required=True, tracking=True)
    category_id = fields.Many2one(
        "ipai.approval.category",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('res_model', '=', False), ('company_id', 'parent_of', company_id)]",
        tracking=True,
    )
    instructions = fields.Html(related="category_id.description")
    ask_amount = fields.Selection(related="category_id.ask_amount", string="Amount Asked For")
    ask_partner = fields.Selection(related="category_id.ask_partner", string="Contact Asked For")
    ask_period = fields.Selection(related="category_id.ask_period", string="Period Asked For")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    requester_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        default=lambda self: self.env.user,
        tracking=True,
    )
    doer_ids = fields.Many2many(
        "res.users",
        "ipai_approval_request_doer_rel",
        string="Doers",
        readonly=True,
        copy=False,
        help="Asked for it, or made or changed the document: none of them decides.",
    )
    res_model = fields.Char(string="Document Model", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", readonly=True, copy=False
    )
    partner_id = fields.Many2one("res.partner", string="Contact", check_company=True)
    date_from = fields.Date()
    date_to = fields.Date()
    description = fields.Html()
    amount = fields.Monetary(tracking=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    amount_company = fields.Monetary(
        string="Amount in Company Currency",
        currency_field="company_currency_id",
        readonly=True,
        copy=False,
    )
    payload = fields.Text(
        readonly=True, copy=False, groups="ipai_approvals.group_approval_officer"
    )
    payload_hash = fields.Char(
        string="Content SHA-256",
        readonly=True,
        copy=False,
        help="Fingerprint of what is approved. Other content needs another approval.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending", "Waiting"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    round = fields.Integer(
        readonly=True, copy=False, help="Rises when the document changed and was asked again."
    )
    step_ids = fields.One2many("ipai.approval.step", "request_id", readonly=True, copy=False)
    decision_ids = fields.One2many(
        "ipai.approval.decision", "request_id", readonly=True, copy=False
    )
    approver_ids = fields.Many2many(
        "res.users",
        "ipai_approval_request_approver_rel",
        string="Waiting For",
        compute="_compute_approver_ids",
        store=True,
    )
    barred_ids = fields.Many2many(
        "res.users",
        "ipai_approval_request_barred_rel",
        string="No Longer Decide",
        compute="_compute_approver_ids",
        store=True,
        help="Doers, and those who decided in this round.",
    )
    deadline = fields.Date(compute="_compute_deadline", store=True, index=True)
    is_late = fields.Boolean(compute="_compute_is_late")
    # As superuser: the rule on requests asks for it, so it cannot wait for that rule.
    is_mine = fields.Boolean(
        string="Waits for Me",
        compute="_compute_is_mine",
        compute_sudo=True,
        search="_search_is_mine",
    )
    submitted_on = fields.Datetime(readonly=True, copy=False)
    decided_on = fields.Datetime(string="Last Decision", readonly=True, copy=False)
    is_manager = fields.Boolean(compute="_compute_is_manager")
    attachment_count = fields.Integer(string="Attachments", compute="_compute_attachment_count")

    _document_index = models.Index("(res_model, res_id)")
    _dates_ordered = models.Constraint(
        "CHECK (date_to >= date_from)", "A period cannot end before it starts."
    )

    @api.depends("reference", "name")
    def _compute_display_name(self):
        for request in self:
            is_numbered = request.reference and request.reference != "/"
            prefix = f"{request.reference} " if is_numbered else ""
            request.display_name = f"{prefix}{request.name or ''}"

    @api.depends(
        "doer_ids",
        "round",
        "step_ids.state",
        "step_ids.approver_ids",
        "decision_ids.round",
        "decision_ids.user_id",
        "decision_ids.on_behalf_id",
    )
    def _compute_approver_ids(self):
        for request in self:
            decisions = request.decision_ids.filtered(lambda item: item.round == request.round)
            decided = decisions.user_id | decisions.on_behalf_id
            steps = request.step_ids.filtered(lambda step: step.state == "pending")
            request.barred_ids = request.doer_ids | decided
            request.approver_ids = steps.approver_ids - request.barred_ids

    @api.depends("step_ids.state", "step_ids.deadline")
    def _compute_deadline(self):
        for request in self:
            steps = request.step_ids.filtered(lambda step: step.state == "pending")
            request.deadline = min(filter(None, steps.mapped("deadline")), default=False)

    @api.depends("deadline")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for request in self:
            request.is_late = bool(request.deadline and request.deadline < today)

    @api.depends_context("uid")
    @api.depends("state", "approver_ids", "barred_ids")
    def _compute_is_mine(self):
        delegations = self.env["ipai.approval.delegation"]._active_for(self.env.user)
        for request in self:
            is_open = request.state == "pending" and self.env.user not in request.barred_ids
            principals = delegations.filtered(lambda item: item._covers(request)).user_id
            asked = (self.env.user | principals) & request.approver_ids
            request.is_mine = bool(is_open and asked)

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        asked = Domain("approver_ids", "in", [self.env.uid])
        for item in self.env["ipai.approval.delegation"]._active_for(self.env.user):
            stands_in = Domain("approver_ids", "in", item.user_id.ids)
            stands_in &= Domain("company_id", "=", item.company_id.id)
            if item.category_ids:
                stands_in &= Domain("category_id", "in", item.category_ids.ids)
            asked |= stands_in
        mine = (
            Domain("state", "=", "pending") & Domain("barred_ids", "not in", [self.env.uid]) & asked
        )
        return mine if True in value else ~mine

    @api.depends_context("uid")
    def _compute_is_manager(self):
        self.is_manager = self.env.user.has_group("ipai_approvals.group_approval_manager")

    def _compute_attachment_count(self):
        counted = self.env["ir.attachment"]._read_group(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"], ["__count"]
        )
        counts = dict(counted)
        for request in self:
            request.attachment_count = counts.get(request.id, 0)

    @api.constrains("amount")
    def _check_amount(self):
        for request in self:
            if request.amount < 0 and not request.res_model:
                raise ValidationError(self.env._("An amount cannot be negative."))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_client_values(vals)
            company = vals.get("company_id") or self.env.company.id
            sequence = self.env["ir.sequence"].sudo().with_company(company)
            vals["reference"] = sequence.next_by_code(self._name) or "/"
        return super().create(vals_list)

    def copy_data(self, default=None):
        """A copy asks anew; what was asked about a document is asked on the document."""
        if self.filtered("res_model"):
            raise ValidationError(self.env._("Ask for approval on the document itself."))
        return super().copy_data(default)

    def _document(self):
        """Return the guarded document as superuser, or None: typed in, gone or unguarded."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or "ipai_approval_state" not in model._fields:
            return None
        return model.sudo().browse(self.res_id).exists() or None

    def _evidence_content(self):
        decisions = [
            [item.round, item.user_id.id, item.on_behalf_id.id, item.verdict, item.comment]
            for item in self.decision_ids
        ]
        return {
            "reference": self.reference,
            "state": self.state,
            "round": self.round,
            "doers": sorted(self.doer_ids.ids),
            "payload": self.payload,
            "decisions": decisions,
        }

    def _evidence_attachments(self):
        """What the approvers see: files of the request and of its document."""
        found = super()._evidence_attachments()
        document = self._document()
        return found | document._approval_attachments() if document else found

    def _content_holds(self):
        """Return whether the document still says what was approved."""
        document = self._document()
        return bool(document) and document._approval_hash() == self.payload_hash

    def action_open_document(self):
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or not model.browse(self.res_id).exists():
            raise UserError(self.env._("The document is gone."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
