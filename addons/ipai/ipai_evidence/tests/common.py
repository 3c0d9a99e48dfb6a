"""A document with lines that exists in tests only: this module seals none by itself."""

from odoo import api, fields, models
from odoo.orm.model_classes import add_to_registry
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.ipai_evidence.models.ipai_controlled_mixin import Freeze

DOCUMENT = "ipai.evidence.test.document"
LINE = "ipai.evidence.test.line"


class Document(models.Model):
    _module = None
    _name = DOCUMENT
    _description = "Sealed Document"
    _inherit = ["ipai.controlled.mixin", "ipai.evidence.mixin"]

    name = fields.Char()
    note = fields.Char()
    limit = fields.Float()
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    state = fields.Selection([("draft", "Draft"), ("done", "Done")], default="draft")
    line_ids = fields.One2many(LINE, "document_id")

    def _evidence_content(self):
        return {"name": self.name, "lines": self.line_ids.mapped("name")}

    @api.model
    def _controls(self):
        return [
            Freeze("state", ("done",), "it is done.", keeps=("note",)),
            Freeze("state", ("draft",), "not yours.", fields=("limit",), unless="base.group_system"),
        ]


class Line(models.Model):
    _module = None
    _name = LINE
    _description = "Line of a Sealed Document"
    _inherit = ["ipai.controlled.mixin"]

    name = fields.Char()
    document_id = fields.Many2one(DOCUMENT, ondelete="cascade")

    @api.model
    def _controls(self):
        return [Freeze("document_id.state", ("done",), "its document is done.")]


def add_models(case):
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


class EvidenceCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_models(cls)
        cls.user = new_test_user(cls.env, "evidence_user", "base.group_user")
        cls.admin = new_test_user(cls.env, "evidence_admin", "base.group_system")
        cls.document = cls.env[DOCUMENT].create({"name": "Close"})

    def _attach(self, name="proof.txt", content=b"proof", user=None):
        return self.env["ir.attachment"].with_user(user or self.user).create(
            {"name": name, "raw": content, "res_model": DOCUMENT, "res_id": self.document.id}
        )
