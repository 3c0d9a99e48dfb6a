from odoo import fields, models
from odoo.exceptions import AccessError, UserError

OFFICER = "ipai_bir_base.group_bir_officer"
MANAGER = "ipai_bir_base.group_bir_manager"
TRANSITIONS = {
    ("draft", "prepared"): OFFICER,
    ("prepared", "draft"): OFFICER,
    ("prepared", "reviewed"): MANAGER,
    ("reviewed", "draft"): MANAGER,
    ("reviewed", "filed"): MANAGER,
    ("filed", "confirmed"): MANAGER,
    ("filed", "amended"): MANAGER,
    ("confirmed", "amended"): MANAGER,
    ("draft", "cancelled"): MANAGER,
    ("cancelled", "draft"): MANAGER,
}


class IpaiBirFiling(models.Model):
    _inherit = "ipai.bir.filing"

    def _transition(self, vals):
        """Check the step for every filing and return the stamps that go with it."""
        state = vals["state"]
        for filing in self:
            group = TRANSITIONS.get((filing.state, state))
            if not group:
                raise UserError(
                    self.env._(
                        "%(filing)s cannot go from %(before)s to %(after)s.",
                        filing=filing.name,
                        before=filing.state,
                        after=state,
                    )
                )
            if not self.env.user.has_group(group):
                raise AccessError(self.env._("You may not make a filing %s.", state))
            getattr(filing, f"_before_{state}", lambda values: None)(vals)
        return getattr(self, f"_stamp_{state}", dict)()

    def _before_prepared(self, vals):
        amount = vals.get("amount", self.amount)
        nil_return = vals.get("nil_return", self.nil_return)
        if self.obligation_kind == "return" and not amount and not nil_return:
            raise UserError(
                self.env._("Enter the tax due of %s, or tick Nil Return.", self.name)
            )
        if amount and nil_return:
            raise UserError(self.env._("%s has an amount: it is no nil return.", self.name))

    def _before_reviewed(self, vals):
        if self.preparer_id == self.env.user:
            raise UserError(
                self.env._("You prepared %s; somebody else must review it.", self.name)
            )

    def _before_amended(self, vals):
        if not self.amendment_ids:
            raise UserError(self.env._("Use Amend, which creates the amending filing."))

    def _before_cancelled(self, vals):
        if not vals.get("cancel_reason", self.cancel_reason):
            raise UserError(self.env._("Say why %s is not due.", self.name))

    def _stamp_draft(self):
        return {
            "preparer_id": False,
            "prepared_on": False,
            "reviewer_id": False,
            "reviewed_on": False,
        }

    def _stamp_prepared(self):
        return {"preparer_id": self.env.uid, "prepared_on": fields.Datetime.now()}

    def _stamp_reviewed(self):
        return {"reviewer_id": self.env.uid, "reviewed_on": fields.Datetime.now()}

    def _stamp_filed(self):
        return {"filer_id": self.env.uid}

    def _seal_evidence(self):
        for filing in self.sudo():
            checksums = filing.attachment_ids.mapped("checksum")
            filing.evidence_checksums = " ".join(sorted(filter(None, checksums)))
        self._seal("filed")

    def _stamp_confirmed(self):
        return {"confirmed_on": fields.Datetime.now()}

    def action_prepare(self):
        self.write({"state": "prepared"})
        self._end_reminders()
        for filing in self.filtered("registration_id.reviewer_id"):
            filing.activity_schedule(
                "ipai_bir_base.mail_activity_type_review",
                date_deadline=filing.due_date,
                user_id=filing.registration_id.reviewer_id.id,
                summary=self.env._("Review %s", filing.name),
            )

    def action_review(self):
        self.write({"state": "reviewed"})
        self.activity_feedback(["ipai_bir_base.mail_activity_type_review"])

    def action_send_back(self):
        self.write({"state": "draft"})
        self.activity_unlink(["ipai_bir_base.mail_activity_type_review"])

    def action_file(self):
        undated = self.filtered(lambda filing: not filing.filed_on)
        undated.write({"filed_on": fields.Date.context_today(self)})
        self.write({"state": "filed"})
        self._end_reminders()

    def action_confirm(self):
        self.write({"state": "confirmed"})

    def action_not_due(self):
        self.write({"state": "cancelled"})
        self._end_reminders()

    def action_reopen(self):
        self.write({"state": "draft", "cancel_reason": False})

    def action_amend(self):
        """Create the amending filing and open it."""
        self.ensure_one()
        if self.state not in ("filed", "confirmed"):
            raise UserError(self.env._("Only what was filed can be amended."))
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a BIR manager amends a filing."))
        self.check_access("write")
        amendment = self.sudo().create(
            {
                "registration_id": self.registration_id.id,
                "obligation_id": self.obligation_id.id,
                "period_start": self.period_start,
                "period_end": self.period_end,
                "amount": self.amount,
                "nil_return": self.nil_return,
                "amendment_no": self.amendment_no + 1,
                "original_id": self.id,
            }
        )
        self.write({"state": "amended"})
        self.message_post(body=self.env._("Amended by %s.", amendment._get_html_link()))
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": amendment.id,
            "view_mode": "form",
        }
