"""A document with lines that exists in tests only: this module guards none by itself."""

from odoo import api, fields, models
from odoo.orm.model_classes import add_to_registry

DOCUMENT = "ipai.approval.test.document"
LINE = "ipai.approval.test.line"


class Document(models.Model):
    _module = None
    _name = DOCUMENT
    _description = "Guarded Document"
    _inherit = ["ipai.approval.mixin"]
    _approval_fields = ("name", "partner_id", "partner_id.ref", "amount")
    _approval_lines = {"line_ids": ("name", "price")}
    _approval_terms = ("partner_id",)

    name = fields.Char()
    note = fields.Char()
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner")
    owner_id = fields.Many2one("res.users")
    amount = fields.Monetary()
    line_ids = fields.One2many(LINE, "document_id")
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Done"), ("cancelled", "Cancelled")], default="draft"
    )

    def _approval_open(self):
        return self.filtered(lambda document: document.state != "done")

    def _approval_void(self):
        return self.filtered(lambda document: document.state == "cancelled")

    def _approval_amounts(self):
        return self.amount, self.currency_id, self.amount

    def action_confirm(self):
        with self._approved():
            self.state = "done"
        return True

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        (documents - documents._approval_open())._refuse_confirmed()
        return documents

    def write(self, vals):
        if vals.get("state") != "done":
            return super().write(vals)
        with self._approved(unchanged=True):
            return super().write(vals)


class Line(models.Model):
    _module = None
    _name = LINE
    _description = "Guarded Line"
    _inherit = ["ipai.approval.line.mixin"]
    _approval_parent = "document_id"

    document_id = fields.Many2one(DOCUMENT, ondelete="cascade")
    name = fields.Char()
    price = fields.Float()


def add_guarded_models(case):
    """Add the models to the registry for the tests of a class."""
    registry, cr = case.registry, case.env.cr
    names = [DOCUMENT, LINE]
    for model in (Document, Line):
        add_to_registry(registry, model)
    case.addClassCleanup(_remove, registry, cr, names)
    registry._setup_models__(cr, names)
    registry.init_models(cr, names, {}, install=False)
    case.env["ir.model.access"].create(
        [
            {
                "name": name,
                "model_id": case.env["ir.model"]._get_id(name),
                "group_id": case.env.ref("base.group_user").id,
                **dict.fromkeys(("perm_read", "perm_write", "perm_create", "perm_unlink"), True),
            }
            for name in names
        ]
    )


def _remove(registry, cr, names):
    for name in names:
        del registry[name]
    registry._setup_models__(cr)
