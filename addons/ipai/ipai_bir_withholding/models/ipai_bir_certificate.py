import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

KIND_BY_FORM = {
    ("2307", "issued"): "expanded",
    ("2306", "issued"): "final",
    ("2307", "received"): "received",
}


class IpaiBirCertificate(models.Model):
    _name = "ipai.bir.certificate"
    _description = "BIR Withholding Tax Certificate"
    _inherit = ["portal.mixin", "ipai.evidence.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "period_end desc, partner_id, id desc"
    _check_company_auto = True
    _rec_names_search = ["name", "partner_id"]

    name = fields.Char(string="Number", default="/", readonly=True, copy=False, index=True)
    form = fields.Selection(
        [("2307", "2307 Creditable"), ("2306", "2306 Final")], required=True, default="2307"
    )
    direction = fields.Selection(
        [("issued", "To payees"), ("received", "From customers")],
        required=True,
        default="issued",
        help="We withheld from a supplier, or a customer withheld from us.",
    )
    registration_id = fields.Many2one(
        "ipai.bir.registration",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="registration_id.company_id",
        store=True,
        precompute=True,
        required=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Payee / Withholding Agent",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    period_start = fields.Date(required=True)
    period_end = fields.Date(required=True, index=True)
    period = fields.Char(compute="_compute_period", store=True)
    line_ids = fields.One2many("ipai.bir.certificate.line", "certificate_id", copy=False)
    amount_base = fields.Monetary(
        string="Income Payments", compute="_compute_amounts", store=True
    )
    amount_tax = fields.Monetary(string="Tax Withheld", compute="_compute_amounts", store=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("issued", "Issued"),
            ("superseded", "Superseded"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    payee_name = fields.Char(readonly=True, copy=False)
    payee_tin = fields.Char(string="TIN", readonly=True, copy=False)
    payee_address = fields.Char(readonly=True, copy=False)
    payee_zip = fields.Char(readonly=True, copy=False)
    reference = fields.Char(
        copy=False, help="Number the customer put on the certificate we received."
    )
    attachment_id = fields.Many2one(
        "ir.attachment", string="Document", readonly=True, copy=False, index="btree_not_null"
    )
    received_file = fields.Binary(string="Received Certificate", copy=False)
    received_filename = fields.Char(copy=False)
    content_sha256 = fields.Char(
        string="Content SHA-256",
        readonly=True,
        copy=False,
        help="Fingerprint of payee, period, amounts and journal items when issued.",
    )
    file_sha256 = fields.Char(string="File SHA-256", readonly=True, copy=False)
    prepared_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    issued_on = fields.Datetime(readonly=True, copy=False)
    supersedes_id = fields.Many2one(
        "ipai.bir.certificate", readonly=True, copy=False, index="btree_not_null"
    )
    superseded_by_ids = fields.One2many("ipai.bir.certificate", "supersedes_id")
    drift = fields.Boolean(
        string="Ledger Changed",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Entries of the period changed after this certificate was issued.",
    )
    problems = fields.Text(compute="_compute_problems")

    _one_issued = models.UniqueIndex(
        "(registration_id, partner_id, form, direction, period_end) WHERE state = 'issued'",
        "This payee already has an issued certificate for the period.",
    )
    _one_draft = models.UniqueIndex(
        "(registration_id, partner_id, form, direction, period_end) WHERE state = 'draft'",
        "This payee already has a draft certificate for the period.",
    )

    @api.depends("name", "form", "partner_id", "period")
    def _compute_display_name(self):
        for certificate in self:
            is_numbered = certificate.name and certificate.name != "/"
            number = certificate.name if is_numbered else f"{certificate.form} {certificate.period}"
            certificate.display_name = f"{number} {certificate.partner_id.name or ''}".strip()

    @api.depends("form", "period_end")
    def _compute_period(self):
        for certificate in self:
            end = certificate.period_end
            is_year = certificate.form == "2306"
            quarter = "" if is_year or not end else f"-Q{(end.month + 2) // 3}"
            certificate.period = end and f"{end.year}{quarter}"

    @api.depends("line_ids.base", "line_ids.tax")
    def _compute_amounts(self):
        for certificate in self:
            certificate.amount_base = sum(certificate.line_ids.mapped("base"))
            certificate.amount_tax = sum(certificate.line_ids.mapped("tax"))

    @api.depends(
        "state", "partner_id.vat", "line_ids.atc_id.active", "line_ids.base", "line_ids.tax"
    )
    def _compute_problems(self):
        for certificate in self:
            found = certificate._find_problems() if certificate.state == "draft" else []
            certificate.problems = "\n".join(found) or False

    def _find_problems(self):
        """Return why the certificate cannot be issued as it is."""
        self.ensure_one()
        problems = []
        if not self.partner_id.sudo()._bir_tin()[0]:
            problems.append(
                self.env._("%s has no valid TIN of nine digits.", self.partner_id.name)
            )
        for line in self.line_ids.filtered(lambda line: not line.atc_id.active):
            problems.append(
                self.env._("Tax code %s is unknown on this date.", line.atc or self.env._("(none)"))
            )
        if not self.line_ids:
            problems.append(self.env._("Nothing was withheld."))
        if self.amount_base < 0 or self.amount_tax < 0:
            problems.append(
                self.env._("Refunds exceed the period: a certificate cannot be negative.")
            )
        return problems

    @api.constrains("form", "direction")
    def _check_form(self):
        for certificate in self:
            if (certificate.form, certificate.direction) not in KIND_BY_FORM:
                raise ValidationError(
                    self.env._("Certificates of final tax are only issued, not received.")
                )

    def _kind(self):
        return KIND_BY_FORM[self.form, self.direction]

    @api.model
    def _generate(self, registration, form, direction, start, end):
        """Bring the drafts of a period in line with the ledger.

        A payee whose issued certificate still agrees gets none; one that differs gets a
        draft which supersedes it.

        :return: the drafts of the period
        """
        kind = KIND_BY_FORM[form, direction]
        rows = self.env["ipai.bir.withholding"]._rows(registration, kind, start, end)
        by_partner = {}
        for (partner, atc, rate), row in rows.items():
            # Entries without a partner stop the alphalist; nobody could get a certificate.
            if partner:
                by_partner.setdefault(partner, {})[atc, rate] = row
        known = self.sudo().search(
            [
                ("registration_id", "=", registration.id),
                ("form", "=", form),
                ("direction", "=", direction),
                ("period_end", "=", end),
                ("state", "in", ("draft", "issued")),
            ]
        )
        drafts = known.filtered(lambda certificate: certificate.state == "draft")
        issued = {item.partner_id: item for item in known - drafts}
        by_draft = {item.partner_id: item for item in drafts}
        wanted = self.browse()
        for partner in by_partner.keys() | issued.keys():
            payee_rows = by_partner.get(partner, {})
            current = issued.get(partner, self.browse())
            if current and current._agrees_with(payee_rows):
                current.filtered("drift").write({"drift": False})
                continue
            draft = by_draft.get(partner) or self.sudo().create(
                {
                    "registration_id": registration.id,
                    "form": form,
                    "direction": direction,
                    "partner_id": partner.id,
                    "period_start": start,
                    "period_end": end,
                    "prepared_by_id": self.env.uid,
                }
            )
            draft.write({"supersedes_id": current.id})
            draft._set_lines(payee_rows)
            wanted |= draft
        (drafts - wanted).unlink()
        return self.browse(wanted.ids)

    def _agrees_with(self, rows):
        lines = {
            (line.atc or "", line.rate): (
                line.base,
                line.tax,
                sorted(line.sudo().move_line_ids.ids),
            )
            for line in self.line_ids
        }
        return lines == {
            key: (row["base"], row["tax"], sorted(set(row["move_line_ids"])))
            for key, row in rows.items()
        }

    def _set_lines(self, rows):
        self.ensure_one()
        if not self._agrees_with(rows) or self.line_ids.filtered(lambda line: not line.atc_id):
            self.line_ids.unlink()
            self.env["ipai.bir.certificate.line"].create(
                [self._line_values(atc, rate, row) for (atc, rate), row in sorted(rows.items())]
            )
            self.prepared_by_id = self.env.uid

    def _line_values(self, atc, rate, row):
        first = self.period_start.month
        return {
            "certificate_id": self.id,
            "atc": atc,
            "atc_id": self.env["ipai.bir.atc"].sudo()._find(atc, self.period_end).id,
            "rate": rate,
            "month1": row["months"].get(first, 0.0),
            "month2": row["months"].get(first + 1, 0.0),
            "month3": row["months"].get(first + 2, 0.0),
            "base": row["base"],
            "tax": row["tax"],
            "move_line_ids": [fields.Command.set(row["move_line_ids"])],
        }

    def _content_hash(self):
        """Return the SHA-256 of what the certificate states, and of what it rests on."""
        self.ensure_one()
        lines = [
            [line.atc, line.rate, line.base, line.tax, sorted(line.sudo().move_line_ids.ids)]
            for line in self.line_ids
        ]
        content = [
            self.form,
            self.registration_id.full_tin,
            self.payee_tin,
            self.payee_name,
            str(self.period_start),
            str(self.period_end),
            lines,
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def _evidence_content(self):
        return {"certificate": self.name, "state": self.state, "content": self.content_sha256}

    def _evidence_attachments(self):
        """The printed certificate, or the one that the customer gave us."""
        received = self.env["ir.attachment"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("res_field", "=", "received_file"),
            ]
        )
        return super()._evidence_attachments() | self.attachment_id | received

    def _compute_access_url(self):
        super()._compute_access_url()
        for certificate in self:
            certificate.access_url = f"/my/bir-certificates/{certificate.id}"

    def _get_report_base_filename(self):
        self.ensure_one()
        return f"{self.form} {self.period} {self.payee_name or self.partner_id.name}"

    def copy(self, default=None):
        raise UserError(self.env._("Certificates are generated from the ledger, not copied."))
