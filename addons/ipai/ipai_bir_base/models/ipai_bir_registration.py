import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .ipai_bir_obligation import EFPS_GROUPS

MONTHS = "January February March April May June July August September October November December"
MONTH_NAMES = [(str(number), name) for number, name in enumerate(MONTHS.split(), start=1)]


class IpaiBirRegistration(models.Model):
    _name = "ipai.bir.registration"
    _description = "BIR Registration"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "company_id, branch_code"
    _check_company_auto = True
    _rec_names_search = ["name", "tin9", "branch_code"]

    name = fields.Char(
        string="Branch Name",
        required=True,
        tracking=True,
        help="How your team calls this office, such as Head Office or Cebu.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Registered Address",
        compute="_compute_from_company",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    registered_name = fields.Char(
        compute="_compute_from_company",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        tracking=True,
        help="Exactly as on the Certificate of Registration (Form 2303).",
    )
    trade_name = fields.Char()
    tin9 = fields.Char(
        string="TIN",
        compute="_compute_from_company",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        size=9,
        tracking=True,
        help="The nine digits of the taxpayer, without branch code and dashes.",
    )
    branch_code = fields.Char(
        compute="_compute_from_company",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        size=5,
        tracking=True,
        help="Three to five digits; zeros for the head office.",
    )
    is_head_office = fields.Boolean(compute="_compute_is_head_office", store=True)
    full_tin = fields.Char(string="TIN with Branch", compute="_compute_full_tin")
    rdo = fields.Char(
        string="RDO Code",
        compute="_compute_from_company",
        store=True,
        readonly=False,
        precompute=True,
        size=4,
        help="Revenue District Office of the registration, such as 044 or 25A.",
    )
    line_of_business = fields.Char()
    fiscal_month = fields.Selection(
        MONTH_NAMES,
        string="Fiscal Year Ends In",
        required=True,
        default="12",
        tracking=True,
        help="VAT quarters follow this month; withholding returns follow the "
        "calendar year.",
    )
    filing_channel = fields.Selection(
        [("efps", "eFPS"), ("ebir", "eBIRForms"), ("manual", "Manual")],
        required=True,
        default="ebir",
    )
    efps_group = fields.Selection(
        EFPS_GROUPS,
        string="eFPS Group",
        help="Staggered filing group of your industry. Due rules of this group go "
        "before the general rule.",
    )
    signatory_id = fields.Many2one(
        "res.partner", check_company=True, help="Signs returns and certificates."
    )
    signatory_title = fields.Char(string="Signatory's Position")
    signatory_tin = fields.Char(string="Signatory's TIN")
    preparer_id = fields.Many2one(
        "res.users",
        string="Responsible",
        check_company=True,
        help="Gets the deadline reminders until the filing is prepared.",
    )
    reviewer_id = fields.Many2one(
        "res.users",
        check_company=True,
        help="Gets the deadline reminders once the filing waits for review.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="BIR Calendar",
        required=True,
        default=lambda self: self.env.ref(
            "ipai_bir_base.calendar_bir", raise_if_not_found=False
        ),
        help="Working days and holidays of the BIR, not those of your own staff.",
    )
    obligation_ids = fields.Many2many(
        "ipai.bir.obligation",
        string="Obligations",
        help="Tax types on the Certificate of Registration. Filings are created for "
        "these forms.",
    )
    track_from = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="Filings due from this date on are created.",
    )
    track_until = fields.Date(help="Closure of the branch; no filing is due afterwards.")
    filing_ids = fields.One2many("ipai.bir.filing", "registration_id")
    open_filing_count = fields.Integer(compute="_compute_filing_counts")
    overdue_filing_count = fields.Integer(compute="_compute_filing_counts")

    _company_branch_unique = models.UniqueIndex(
        "(company_id, branch_code)",
        "This company already has a registration with this branch code.",
    )

    @api.depends("company_id")
    def _compute_from_company(self):
        for registration in self:
            partner = registration.company_id.partner_id
            digits = re.sub(r"\D", "", partner.vat or "")
            registration.partner_id = registration.partner_id or partner
            registration.registered_name = registration.registered_name or partner.name
            registration.tin9 = registration.tin9 or digits[:9]
            registration.branch_code = registration.branch_code or digits[9:] or "000"
            registration.rdo = registration.rdo or partner.l10n_ph_rdo

    @api.depends("branch_code")
    def _compute_is_head_office(self):
        for registration in self:
            registration.is_head_office = not (registration.branch_code or "").strip("0")

    @api.depends("tin9", "branch_code")
    def _compute_full_tin(self):
        for registration in self:
            tin = registration.tin9 or ""
            parts = [tin[:3], tin[3:6], tin[6:], registration.branch_code or ""]
            registration.full_tin = "-".join(filter(None, parts))

    @api.depends("name", "tin9", "branch_code")
    def _compute_display_name(self):
        for registration in self:
            registration.display_name = f"{registration.name} ({registration.full_tin})"

    def _compute_filing_counts(self):
        today = fields.Date.context_today(self)
        filings = self.env["ipai.bir.filing"]
        pending = Domain("registration_id", "in", self.ids) & filings._open_domain()
        counts = dict(filings._read_group(pending, ["registration_id"], ["__count"]))
        late = dict(
            filings._read_group(
                pending & Domain("due_date", "<", today), ["registration_id"], ["__count"]
            )
        )
        for registration in self:
            registration.open_filing_count = counts.get(registration, 0)
            registration.overdue_filing_count = late.get(registration, 0)

    @api.constrains("tin9", "branch_code", "company_id")
    def _check_tin(self):
        for registration in self:
            if not re.fullmatch(r"\d{9}", registration.tin9 or ""):
                raise ValidationError(
                    self.env._("A TIN has nine digits: %s.", registration.tin9)
                )
            if not re.fullmatch(r"\d{3,5}", registration.branch_code or ""):
                raise ValidationError(
                    self.env._(
                        "A branch code has three to five digits: %s.",
                        registration.branch_code,
                    )
                )
            siblings = self.sudo().with_context(active_test=False)
            others = siblings.search([("company_id", "=", registration.company_id.id)])
            if set(others.mapped("tin9")) != {registration.tin9}:
                raise ValidationError(
                    self.env._(
                        "All branches of %s share one TIN.", registration.company_id.name
                    )
                )
            if len({int(other.branch_code) for other in others}) != len(others):
                raise ValidationError(
                    self.env._(
                        "Branch %s is already registered with another number of zeros.",
                        registration.branch_code,
                    )
                )

    @api.constrains("obligation_ids", "branch_code")
    def _check_head_office_obligations(self):
        for registration in self.filtered(lambda record: not record.is_head_office):
            central = registration.obligation_ids.filtered("head_office_only")
            if central:
                raise ValidationError(
                    self.env._(
                        "%(forms)s is filed by the head office only, not by %(branch)s.",
                        forms=", ".join(central.mapped("code")),
                        branch=registration.display_name,
                    )
                )

    def write(self, vals):
        if "company_id" in vals and any(
            registration.company_id.id != vals["company_id"] and registration.filing_ids
            for registration in self.sudo().with_context(active_test=False)
        ):
            raise UserError(
                self.env._("A registration with filings stays with its company.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_filings(self):
        if self.filing_ids:
            raise UserError(
                self.env._("Archive a registration that has filings, to keep its history.")
            )

    def action_open_filings(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ipai_bir_base.ipai_bir_filing_action"
        )
        overdue = self.env.context.get("bir_overdue")
        return {
            **action,
            "domain": [("registration_id", "in", self.ids)],
            "context": {
                "default_registration_id": self[:1].id,
                "search_default_overdue" if overdue else "search_default_open": 1,
            },
        }
