import ast

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

ASKED = [("no", "No"), ("optional", "Optional"), ("required", "Required")]


class IpaiApprovalCategory(models.Model):
    _name = "ipai.approval.category"
    _description = "Approval Category"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(
        default=10, help="The first category that matches a document decides who approves it."
    )
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    # No many2one to ir.model: removing an app must not remove what was decided.
    res_model = fields.Selection(
        selection="_selection_res_model",
        string="Document",
        tracking=True,
        help="Documents of this kind are refused until approved. Empty: requests are typed in.",
    )
    domain = fields.Char(
        string="Which Documents", default="[]", tracking=True, help="Empty: all of them."
    )
    description = fields.Html(string="Instructions", translate=True)
    in_order = fields.Boolean(
        default=True, help="Ask one step after the other; else all steps at once."
    )
    rule_ids = fields.One2many("ipai.approval.category.rule", "category_id", copy=True)
    expiry_days = fields.Integer(
        string="Expires After (Days)",
        help="Requests nobody decided for so long are cancelled; 0 keeps them.",
    )
    tolerance = fields.Float(
        string="Tolerance (%)",
        tracking=True,
        help="A confirmed document may rise so far above what was approved; 0: not at all.",
    )
    ask_amount = fields.Selection(ASKED, string="Amount", required=True, default="optional")
    ask_partner = fields.Selection(ASKED, string="Contact", required=True, default="no")
    ask_period = fields.Selection(ASKED, string="Period", required=True, default="no")
    ask_attachment = fields.Selection(
        ASKED[1:], string="Attachments", required=True, default="optional"
    )
    request_ids = fields.One2many("ipai.approval.request", "category_id")
    pending_count = fields.Integer(compute="_compute_pending_count", string="Waiting")

    _expiry_positive = models.Constraint(
        "CHECK (expiry_days >= 0)", "Days until expiry cannot be negative."
    )

    _tolerance_positive = models.Constraint(
        "CHECK (tolerance >= 0)", "A tolerance cannot be negative."
    )

    @api.model
    def _guarded_models(self):
        """Return the names of the models whose methods wait for approval."""
        return sorted(
            name
            for name, model in self.env.registry.items()
            if not model._abstract and issubclass(model, self.env.registry["ipai.approval.mixin"])
        )

    @api.model
    def _selection_res_model(self):
        return [(name, self.env[name]._description) for name in self._guarded_models()]

    def _compute_pending_count(self):
        counted = self.env["ipai.approval.request"]._read_group(
            [("category_id", "in", self.ids), ("state", "=", "pending")],
            ["category_id"],
            ["__count"],
        )
        counts = dict(counted)
        for category in self:
            category.pending_count = counts.get(category, 0)

    @api.constrains("res_model", "domain")
    def _check_domain(self):
        for category in self.filtered("res_model"):
            try:
                self.env[category.res_model].sudo().search(category._domain(), limit=1)
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._("%(name)s: the filter is not valid.", name=category.name)
                ) from error

    @api.constrains("res_model", "rule_ids")
    def _check_rules(self):
        self.rule_ids._check_approver()

    def _domain(self):
        return Domain(ast.literal_eval(self.domain or "[]"))

    @api.model_create_multi
    def create(self, vals_list):
        categories = super().create(vals_list)
        self.env.registry.clear_cache()
        return categories

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unused_only(self):
        used = self.env["ipai.approval.request"].sudo().search(
            [("category_id", "in", self.ids)], limit=1
        )
        if used:
            raise ValidationError(
                self.env._("%s has requests: archive it.", used.category_id.name)
            )

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @tools.ormcache("res_model")
    def _ids_by_company(self, res_model):
        """Return {company id: category ids} of a model; empty where nothing is guarded."""
        found = {}
        for category in self.sudo().search([("res_model", "=", res_model)]):
            found.setdefault(category.company_id.id, []).append(category.id)
        return found

    @api.model
    def _match(self, records):
        """Return {record: category} with the first category that matches each record."""
        matches = {}
        ids_by_company = self._ids_by_company(records._name)
        if not ids_by_company:
            return matches
        for company, left in records.sudo().grouped("company_id").items():
            ids = [id_ for parent in company.parent_ids for id_ in ids_by_company.get(parent.id, ())]
            for category in self.sudo().browse(ids).sorted():
                found = left.filtered_domain(category._domain())
                matches.update(dict.fromkeys(found, category))
                left -= found
        return matches

    def _steps_for(self, amount):
        """Return the rules that apply to an amount in the company's currency."""
        return self.rule_ids.filtered(lambda rule: rule._applies(amount))

    @api.model
    def _retire(self, res_model):
        """Archive the categories of a model whose guard goes, and cancel what they ask."""
        categories = self.search([("res_model", "=", res_model)])
        # Decisions refer to them: a module that brought one leaves it behind.
        self.env["ir.model.data"].search(
            [("model", "=", self._name), ("res_id", "in", categories.ids)]
        ).unlink()
        pending = self.env["ipai.approval.request"].search(
            [("category_id", "in", categories.ids), ("state", "=", "pending")]
        )
        for request in pending:
            request._finish("cancelled", self.env._("Documents of this kind are not guarded now."))
        categories.active = False

    def action_new_request(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "ipai.approval.request",
            "view_mode": "form",
            "context": {"default_category_id": self.id},
        }
