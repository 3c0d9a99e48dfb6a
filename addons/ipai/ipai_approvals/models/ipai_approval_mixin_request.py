from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

from .ipai_approval_mixin import KEY

BEFORE = "ipai_approvals_before"


class IpaiApprovalMixin(models.AbstractModel):
    _inherit = "ipai.approval.mixin"

    def action_request_approval(self):
        """Ask the approvers of the document's category; again if its content changed."""
        self._approval_check_asker()
        categories = self._approval_categories()
        standing = self._approval_standing()
        requests = self.env["ipai.approval.request"].sudo()
        for record in self:
            state, request = standing[record.id]
            category = categories.get(record.sudo())
            if state not in ("required", "refused"):
                raise UserError(
                    f"{record.display_name}: "
                    + (record._approval_text(state, request) or self.env._("needs no approval."))
                )
            document = [("res_model", "=", self._name), ("res_id", "=", record.id)]
            doers = requests.search(document).doer_ids | self.env.user
            doers |= record.sudo()._approval_doers()
            if request and request.state == "approved":
                request.category_id = category
                request._restart(doers, self.env._("Asked again: the rules changed."))
                continue
            requests.create(
                {
                    "name": record.display_name,
                    "category_id": category.id,
                    "company_id": record.company_id.id,
                    "requester_id": self.env.uid,
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )._ask(doers)

    def action_open_approvals(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "ipai_approvals.ipai_approval_request_action"
        )
        return {
            **action,
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
            "context": {"create": False},
        }

    def _approval_watch(self):
        """Remember how confirmed documents stood before this transaction changes them."""
        if not self.ids or not self.env["ipai.approval.category"]._ids_by_company(self._name):
            return
        known = self.env.cr.precommit.data.setdefault(BEFORE, {})
        records = self.browse(id_ for id_ in self.ids if (self._name, id_) not in known).sudo()
        for record in records - records._approval_open():
            known[self._name, record.id] = record._approval_snapshot()

    def _approval_touch(self):
        """Look at changed documents once, when the transaction ends and all is computed."""
        if not self.env["ipai.approval.category"]._ids_by_company(self._name):
            return
        precommit = self.env.cr.precommit
        if KEY not in precommit.data:
            precommit.data[KEY] = {}
            precommit.add(self.env(user=SUPERUSER_ID, su=True)[self._name]._approval_recheck)
        for id_ in self.ids:
            precommit.data[KEY].setdefault((self._name, id_), set()).add(self.env.uid)

    @api.model
    def _approval_recheck(self):
        """Ask again for documents whose content is no longer what was asked about."""
        touched = self.env.cr.precommit.data.pop(KEY, {})
        before = self.env.cr.precommit.data.pop(BEFORE, {})
        self.env["ipai.approval.doer"]._remember(touched)
        for name in {model for model, _id in touched}:
            ids = [id_ for model, id_ in touched if model == name]
            found = self.env[name].browse(ids).exists()
            records = found._approval_open()
            for record in found - records:
                if (name, record.id) in before:
                    record._approval_check_confirmed(*before[name, record.id])
            requests = records._approval_requests()
            void = records._approval_void()
            for record in records.browse(requests):
                request = requests[record.id]
                if request.state not in ("pending", "approved"):
                    continue
                if record in void:
                    request._finish("cancelled", self.env._("The document was cancelled."))
                elif record._approval_hash() != request.payload_hash:
                    record._approval_changed(request, touched[name, record.id])

    def _approval_check_confirmed(self, terms, amount):
        """Refuse changes of a confirmed document that nobody approved.

        Terms must stay. The amount may rise to what was approved plus the category's
        tolerance; where nothing was asked for, from what it was.
        """
        category = self._approval_categories().get(self)
        if not category:
            return
        now, amount_now = self._approval_snapshot()
        request = self._approval_requests().get(self.id)
        approved = request.amount_company if request and request.state == "approved" else 0.0
        # Measured by what was approved, so that small steps do not add up.
        limit = max(abs(approved) * (1 + category.tolerance / 100), abs(amount))
        rises = category.currency_id.compare_amounts(abs(amount_now), limit) > 0
        if now == terms and not rises:
            return
        changed = [
            self._fields[name.split(".")[0]]._description_string(self.env)
            for name in terms
            if now[name] != terms[name]
        ]
        if rises:
            changed.append(self.env._("amount"))
        raise UserError(
            self.env._(
                "%(document)s was approved and confirmed: %(what)s cannot change now. Take it"
                " back to draft, change it and ask again.",
                document=self.display_name,
                what=", ".join(changed),
            )
        )

    def _approval_changed(self, request, uids):
        doers = self.env["res.users"].browse(uids - {SUPERUSER_ID})
        names = ", ".join(doers.mapped("name")) or self.env._("Odoo")
        category = self._approval_categories().get(self)
        if not category:
            request._finish("cancelled", self.env._("No longer needed: changed by %s.", names))
            return
        try:
            with self.env.cr.savepoint():
                request.category_id = category
                request._restart(doers, self.env._("Asked again: changed by %s.", names))
        except UserError as error:
            request.doer_ids |= doers
            request._finish("cancelled", f"{names}: {error}")

    def write(self, vals):
        if not any(not name.startswith(("message_", "activity_")) for name in vals):
            return super().write(vals)
        self._approval_watch()
        result = super().write(vals)
        self._approval_touch()
        return result

    def unlink(self):
        requests = [] if not self.ids else self._approval_requests().values()
        live = [request for request in requests if request.state in ("pending", "approved")]
        result = super().unlink()
        for request in live:
            request._finish("cancelled", self.env._("The document was deleted."))
        return result
