from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

MANAGER = "ipai_bir_base.group_bir_manager"
# Set by the transitions alone, never by a client.
STAMPS = {
    "preparer_id",
    "prepared_on",
    "reviewer_id",
    "reviewed_on",
    "filer_id",
    "confirmed_on",
    "evidence_checksums",
    "reminder_stage",
    "amendment_no",
    "original_id",
    "due_date",
    "statutory_due_date",
}
MANAGER_FIELDS = {"extended_due_date", "extension_basis", "cancel_reason"}
DRAFT_FIELDS = {
    "registration_id",
    "obligation_id",
    "period_start",
    "period_end",
    "amount",
    "penalty",
    "nil_return",
}
UNTIL_FILED_FIELDS = {"reference", "filed_on", "extended_due_date", "extension_basis"}


class IpaiBirFiling(models.Model):
    _inherit = "ipai.bir.filing"

    @api.constrains("registration_id", "obligation_id", "period_end", "extended_due_date")
    def _check_due_date(self):
        for filing in self.filtered(lambda filing: not filing.due_date):
            raise ValidationError(
                self.env._(
                    "%(form)s has no due rule in force for a period ending %(end)s.",
                    form=filing.obligation_id.code,
                    end=filing.period_end,
                )
            )

    @api.constrains("registration_id", "obligation_id")
    def _check_head_office(self):
        for filing in self:
            if filing.obligation_id.head_office_only and not filing.registration_id.is_head_office:
                raise ValidationError(
                    self.env._("%s is filed by the head office only.", filing.obligation_id.code)
                )

    @api.constrains("extended_due_date", "extension_basis")
    def _check_extension(self):
        for filing in self.filtered("extended_due_date"):
            if not filing.extension_basis:
                raise ValidationError(
                    self.env._("Name the issuance that extends the due date.")
                )
            if filing.statutory_due_date and filing.extended_due_date < filing.statutory_due_date:
                raise ValidationError(
                    self.env._("An extension lies after the statutory due date.")
                )

    @api.constrains("state", "preparer_id", "reviewer_id")
    def _check_segregation(self):
        for filing in self:
            if filing.reviewer_id and filing.reviewer_id == filing.preparer_id:
                raise ValidationError(
                    self.env._(
                        "%(user)s prepared %(filing)s; somebody else must review it.",
                        user=filing.preparer_id.name,
                        filing=filing.name,
                    )
                )

    @api.constrains("state", "reference", "filed_on", "attachment_ids", "evidence_checksums")
    def _check_evidence(self):
        for filing in self.filtered("is_filed"):
            missing = [
                label
                for value, label in (
                    (filing.reference, self.env._("the filing reference")),
                    (filing.filed_on, self.env._("the filing date")),
                    (filing.attachment_ids, self.env._("an attachment as evidence")),
                )
                if not value
            ]
            if missing:
                raise ValidationError(
                    self.env._(
                        "%(filing)s cannot be filed without %(missing)s.",
                        filing=filing.name,
                        missing=", ".join(missing),
                    )
                )
            if filing.filed_on > fields.Date.context_today(filing):
                raise ValidationError(self.env._("The filing date lies in the future."))
            kept = set(filing.sudo().attachment_ids.mapped("checksum"))
            if not set((filing.evidence_checksums or "").split()) <= kept:
                raise ValidationError(
                    self.env._("The evidence of %s cannot be removed.", filing.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_client_values(vals)
                if vals.get("state", "draft") != "draft":
                    raise UserError(self.env._("A filing starts as a draft."))
        filings = super().create(vals_list)
        filings._adopt_attachments()
        filings.filtered("is_filed")._seal_evidence()
        return filings

    def write(self, vals):
        if not self.env.su:
            self._check_client_values(vals)
            self._check_frozen(vals)
        if "state" in vals:
            vals = {**vals, **self._transition(vals)}
        if "extended_due_date" in vals:
            vals = {**vals, "reminder_stage": 0}
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        if vals.get("state") == "filed":
            self._seal_evidence()
        elif vals.get("state") == "confirmed":
            self._seal("confirmed")
        return result

    @api.model
    def _check_client_values(self, vals):
        stamps = STAMPS & vals.keys()
        if stamps:
            raise AccessError(
                self.env._("These fields are set by Odoo alone: %s.", ", ".join(sorted(stamps)))
            )
        if any(vals.get(name) for name in MANAGER_FIELDS) and not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only a BIR manager extends a due date or declares a filing not due.")
            )

    def _check_frozen(self, vals):
        for filing in self:
            frozen = DRAFT_FIELDS if filing.state != "draft" else set()
            if filing.is_filed:
                frozen = frozen | UNTIL_FILED_FIELDS
            touched = sorted(frozen & vals.keys())
            if touched:
                raise UserError(
                    self.env._(
                        "%(filing)s is %(state)s: %(fields)s can no longer change. Send it "
                        "back to draft, or amend it once it is filed.",
                        filing=filing.name,
                        state=dict(self._fields["state"]._description_selection(self.env))[
                            filing.state
                        ].lower(),
                        fields=", ".join(
                            self._fields[name]._description_string(self.env) for name in touched
                        ),
                    )
                )

    def _adopt_attachments(self):
        """Tie uploads to the filing, else only their uploader could read them."""
        for filing in self:
            loose = filing.sudo().attachment_ids.filtered(
                lambda attachment, filing=filing: not attachment.res_id
                and (filing.env.su or attachment.create_uid == filing.env.user)
            )
            if loose:
                loose.write({"res_model": self._name, "res_id": filing.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        for filing in self.filtered(lambda filing: filing.state not in ("draft", "cancelled")):
            raise UserError(self.env._("%s is no draft and stays on record.", filing.name))

    def copy(self, default=None):
        raise UserError(
            self.env._("A filing is not duplicated. Amend it, or create one for another period.")
        )
