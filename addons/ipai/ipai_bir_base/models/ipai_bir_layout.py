import json
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

RECORDS = ("header", "detail", "control")
FIELD_KEYS = {
    "const": {"value"},
    "text": {"width"},
    "code": {"width"},
    "integer": {"width"},
    "tin": set(),
    "branch": {"width"},
    "date": {"format"},
    "decimal": {"digits"},
}


class IpaiBirLayout(models.Model):
    _name = "ipai.bir.layout"
    _description = "BIR DAT File Layout"
    _inherit = ["mail.thread"]
    _order = "code, version desc"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, index=True, help="Short name of the file, such as MAP or QAP."
    )
    version = fields.Char(required=True, default="1")
    active = fields.Boolean(default=True)
    spec = fields.Json(required=True, copy=True)
    spec_text = fields.Text(
        string="Records",
        compute="_compute_spec_text",
        inverse="_inverse_spec_text",
        help="Header, detail and control records as JSON. Changing them makes "
        "the layout unverified again.",
    )
    sample = fields.Text(compute="_compute_sample", help="The writer on invented data.")
    filename = fields.Char(
        string="File Name Pattern",
        help="Python format string; tin, branch, code, month and year are known.",
    )
    evidence = fields.Selection(
        [
            ("exact", "Stated exactly by a BIR issuance"),
            ("secondary", "Taken from other software"),
            ("hypothesis", "Assumed, no source found"),
        ],
        required=True,
        default="hypothesis",
    )
    source = fields.Text(required=True, help="Where the field order and widths come from.")
    status = fields.Selection(
        [("unverified", "Unverified"), ("verified", "Verified")],
        required=True,
        default="unverified",
        readonly=True,
        copy=False,
        tracking=True,
    )
    validation_report = fields.Binary(
        copy=False,
        help="The report of BIR's own validation module on a file of this layout.",
    )
    validation_report_name = fields.Char(copy=False)
    verified_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    verified_on = fields.Date(readonly=True, copy=False)

    _code_version_unique = models.UniqueIndex(
        "(code, version)", "A layout with this code and version already exists."
    )

    @api.depends("code", "version", "status")
    def _compute_display_name(self):
        for layout in self:
            layout.display_name = f"{layout.code} {layout.version}"

    @api.depends("spec")
    def _compute_spec_text(self):
        for layout in self:
            layout.spec_text = self._dump_spec(layout.spec) if layout.spec else ""

    def _inverse_spec_text(self):
        for layout in self:
            try:
                layout.spec = json.loads(layout.spec_text or "")
            except ValueError as error:
                raise ValidationError(
                    self.env._("The records are not valid JSON: %s", error)
                ) from error

    @api.model
    def _dump_spec(self, spec):
        """One line per field, so that a layout reads like the table it came from."""
        head = [
            f"  {json.dumps(key)}: {json.dumps(value)},\n"
            for key, value in sorted(spec.items())
            if key != "records"
        ]
        records = [
            f'    "{name}": [\n'
            + ",\n".join(f"      {self._dump_field(row)}" for row in spec["records"][name])
            + "\n    ]"
            for name in RECORDS
            if name in spec["records"]
        ]
        return '{\n%s  "records": {\n%s\n  }\n}' % ("".join(head), ",\n".join(records))

    @api.model
    def _dump_field(self, row):
        # The database does not keep the order of keys.
        first = {key: row[key] for key in ("name", "type") if key in row}
        return json.dumps({**first, **row})

    @api.depends("spec")
    def _compute_sample(self):
        for layout in self:
            try:
                layout.sample = layout._render_sample()
            except (UserError, ValueError, KeyError, TypeError) as error:
                layout.sample = str(error)

    def _render_sample(self):
        invented = {
            "tin": "123456789",
            "branch": "00000",
            "date": date(2026, 12, 31),
            "decimal": 1.5,
            "integer": 1,
        }
        rows = {
            record: {
                field["name"]: invented.get(field["type"])
                or (field.get("values") or [field["name"]])[0].removeprefix(
                    field.get("prefix", "")
                )[: field.get("width")]
                for field in fields_
            }
            for record, fields_ in (self.spec or {}).get("records", {}).items()
        }
        detail = {**rows.get("detail", {})}
        detail.pop("seq", None)
        return self._render(rows.get("header"), [detail], rows.get("control")).decode()

    @api.constrains("spec")
    def _check_spec(self):
        for layout in self:
            for problem in self._spec_problems(layout.spec):
                raise ValidationError(problem)

    @api.model
    def _spec_problems(self, spec):
        """Yield what the writer could not work with."""
        if not isinstance(spec, dict) or not isinstance(spec.get("records"), dict):
            yield self.env._('The layout needs a "records" object.')
            return
        for record, rows in spec["records"].items():
            if record not in RECORDS:
                yield self.env._("Unknown record %s.", record)
            for row in rows:
                missing = {"name", "type"} - row.keys() or (
                    FIELD_KEYS.get(row["type"], {"a known type"}) - row.keys()
                )
                if missing:
                    yield self.env._(
                        "%(record)s, field %(field)s: missing %(keys)s.",
                        record=record,
                        field=row.get("name"),
                        keys=", ".join(sorted(missing)),
                    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("status") == "verified" for vals in vals_list):
            raise UserError(self.env._("A new layout starts unverified."))
        return super().create(vals_list)

    def write(self, vals):
        if {"status", "verified_by_id", "verified_on"} & vals.keys() and not self.env.su:
            raise UserError(self.env._("Use the Verify button to change the status."))
        changes_file = {"spec", "spec_text"} & vals.keys()
        if not changes_file:
            return super().write(vals)
        before = {layout: layout.spec for layout in self}
        result = super().write(vals)
        changed = self.filtered(lambda layout: layout.spec != before[layout])
        changed.sudo()._reset_status()
        return result

    def _reset_status(self):
        return super().write(
            {"status": "unverified", "verified_by_id": False, "verified_on": False}
        )

    def action_verify(self):
        if not self.env.user.has_group("ipai_bir_base.group_bir_manager"):
            raise UserError(self.env._("Only a BIR manager verifies a layout."))
        for layout in self:
            if not layout.validation_report:
                raise UserError(
                    self.env._(
                        "Attach the report of BIR's validation module on a file of "
                        "layout %s first.",
                        layout.display_name,
                    )
                )
        self.sudo().write(
            {
                "status": "verified",
                "verified_by_id": self.env.uid,
                "verified_on": fields.Date.context_today(self),
            }
        )

    def action_unverify(self):
        if not self.env.user.has_group("ipai_bir_base.group_bir_manager"):
            raise UserError(self.env._("Only a BIR manager changes a layout's status."))
        self.sudo()._reset_status()

    def _render(self, header=None, details=(), controls=None):
        """Return the bytes of one file of this layout."""
        self.ensure_one()
        return self.env["ipai.bir.dat.writer"]._render_dat(
            self.spec, header, details, controls
        )

    def _render_filename(self, **values):
        self.ensure_one()
        pattern = self.filename or "{tin}{branch}{month:02d}{year}{code}.DAT"
        return pattern.format(code=self.code, **values)
