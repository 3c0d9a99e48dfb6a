import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .ipai_approval_mixin import canonical

ACTIVITY = "ipai_approvals.mail_activity_type_decide"
CLIENT_FIELDS = {
    "name",
    "category_id",
    "company_id",
    "partner_id",
    "date_from",
    "date_to",
    "description",
    "amount",
    "currency_id",
}


class IpaiApprovalRequest(models.Model):
    _inherit = "ipai.approval.request"

    @api.model
    def _check_client_values(self, vals):
        """Refuse what only code sets; web client, RPC and import all come through here."""
        closed = {
            name
            for name in vals
            if name in self._fields
            and name not in CLIENT_FIELDS
            and not name.startswith(("message_", "activity_"))
        }
        if closed and not self.env.su:
            names = ", ".join(sorted(closed))
            raise AccessError(self.env._("These fields are set by Odoo: %s.", names))

    def write(self, vals):
        self._check_client_values(vals)
        frozen = CLIENT_FIELDS & vals.keys()
        if frozen and not self.env.su and self.filtered(lambda item: item.state != "draft"):
            raise UserError(self.env._("A request that was sent does not change: cancel it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if self.filtered(lambda request: request.state != "draft"):
            raise UserError(self.env._("A request that was sent stays on record."))

    def _lock(self):
        """Wait for whoever decides the same requests, then read what they left."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR UPDATE",
                SQL.identifier(self._table),
                tuple(self.ids) or (0,),
            )
        )
        self.invalidate_recordset()

    def action_submit(self):
        """Send a typed-in request to the approvers of its category."""
        for request in self:
            if request.requester_id != self.env.user:
                raise AccessError(self.env._("Only the requester sends a request."))
            if request.state != "draft" or request.res_model:
                raise UserError(self.env._("%s was sent already.", request.display_name))
            request._check_asked()
            request.sudo()._ask(self.env.user)

    def _check_asked(self):
        """Refuse what the category asks for and the request lacks."""
        lacking = [
            self._fields[name].get_description(self.env)["string"]
            for ask, name in (
                ("ask_amount", "amount"),
                ("ask_partner", "partner_id"),
                ("ask_period", "date_from"),
                ("ask_attachment", "attachment_count"),
            )
            if self.category_id[ask] == "required" and not self[name]
        ]
        if lacking:
            raise UserError(
                self.env._(
                    "%(category)s asks for: %(fields)s.",
                    category=self.category_id.name,
                    fields=", ".join(lacking),
                )
            )

    def _ask(self, doers):
        """Start a round: take the content's fingerprint, make the steps, open the first."""
        self.ensure_one()
        document = self._document()
        values = self._document_values(document) if document else self._own_values()
        self.write(
            {
                **values,
                "payload_hash": hashlib.sha256(values["payload"].encode()).hexdigest(),
                "doer_ids": [fields.Command.link(user.id) for user in doers],
                "round": self.round + 1,
                "state": "pending",
                "submitted_on": fields.Datetime.now(),
                "decided_on": False,
            }
        )
        rules = self.category_id._steps_for(self.amount_company)
        if not rules:
            raise UserError(
                self.env._("%s has no step for this amount.", self.category_id.name)
            )
        self.env["ipai.approval.step"]._create_round(self, rules)
        # From here on the approvers look at these files: they stay as they are.
        self._seal("asked")
        self._advance()

    def _document_values(self, document):
        amount, currency, amount_company = document._approval_amounts()
        return {
            "amount": amount,
            "currency_id": currency.id,
            "amount_company": amount_company,
            "payload": document._approval_payload(),
            "partner_id": document._approval_partner().id,
        }

    def _own_values(self):
        company_currency = self.company_id.currency_id
        today = fields.Date.context_today(self)
        content = {name: canonical(self[name]) for name in sorted(CLIENT_FIELDS)}
        return {
            "amount_company": self.currency_id._convert(
                self.amount, company_currency, self.company_id, today
            ),
            "payload": json.dumps(content, sort_keys=True, default=str),
        }

    def _advance(self):
        """Open the next steps, or approve the request when none is left."""
        steps = self.step_ids.filtered(lambda step: step.round == self.round)
        waiting = steps.filtered(lambda step: step.state == "waiting").sorted()
        if not steps.filtered(lambda step: step.state == "pending"):
            if not waiting:
                self._finish("approved", self.env._("Approved."))
                return
            (waiting[:1] if self.category_id.in_order else waiting)._open()
        self._remind()

    def _restart(self, doers, note):
        """Ask again from the first step: the content is no longer what was asked about."""
        self._end_steps()
        self.message_post(body=note)
        self._ask(doers)

    def _finish(self, state, note):
        self._end_steps()
        self.write({"state": state, "decided_on": fields.Datetime.now()})
        if state in ("approved", "refused"):
            self._seal(state)
        partner = self.requester_id.partner_id
        self.message_post(body=note or "", partner_ids=partner.ids, subtype_xmlid="mail.mt_comment")

    def _end_steps(self):
        self.step_ids.filtered(lambda step: step.state in ("waiting", "pending"))._close("cancelled")
        self.activity_unlink([ACTIVITY])
