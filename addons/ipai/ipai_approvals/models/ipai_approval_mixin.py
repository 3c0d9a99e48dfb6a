import hashlib
import json
from contextlib import contextmanager
from datetime import date

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

KEY = "ipai_approvals"


def canonical(value):
    """Return a value that is the same JSON whether it was just typed or read back."""
    if isinstance(value, models.BaseModel):
        return sorted(value.ids)
    if isinstance(value, float):
        return f"{value + 0.0:.6f}"
    if isinstance(value, date):
        return value.isoformat()
    return value


class IpaiApprovalMixin(models.AbstractModel):
    """Guards methods of a document: they run when what it says now is what was approved.

    A model inherits this, names the content in ``_approval_fields`` and ``_approval_lines``,
    and runs ``super()`` of each guarded method inside ``with self._approved():``.
    """

    _name = "ipai.approval.mixin"
    _description = "Guarded by Approvals"

    _approval_fields = ()
    _approval_lines = {}
    # Whom and on which terms: a confirmed document does not change these at all.
    _approval_terms = ()

    # ---- what a model says about itself -------------------------------------------------

    def _approval_open(self):
        """Return the documents that are not confirmed yet."""
        raise NotImplementedError

    def _approval_void(self):
        """Return the documents that were given up: nothing is asked about them."""
        return self.browse()

    def _approval_amounts(self):
        """Return the amount, its currency, and the amount in company currency."""
        raise NotImplementedError

    def _approval_partner(self):
        return self.partner_id if "partner_id" in self._fields else self.env["res.partner"]

    def _approval_doers(self):
        """Return who made the document: they do not decide about it."""
        lines = [self[name] for name in self._approval_lines]
        doers = self.create_uid | self.write_uid
        for records in lines:
            doers |= records.create_uid | records.write_uid
        if "message_ids" in self._fields:
            doers |= self.message_ids.filtered("tracking_value_ids").author_id.user_ids
        doers |= self.env["ipai.approval.doer"]._of(self)
        return doers.filtered(lambda user: user.id != SUPERUSER_ID)

    def _approval_attachments(self):
        """Return the files that people attached; what Odoo prints itself is not among them."""
        return self.env["ir.attachment"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("res_field", "=", False),
            ]
        )

    def _approval_check_asker(self):
        """Refuse users who may not ask for this document's approval."""
        self.check_access("write")

    # ---- content ------------------------------------------------------------------------

    def _approval_payload(self):
        """Return as JSON what an approval covers: fields, lines, and the approver's field."""
        self.ensure_one()
        record = self.sudo()
        category = self.env["ipai.approval.category"]._match(self).get(record)
        rules = category.rule_ids if category else ()
        names = {*self._approval_fields, *(rule._field_name() for rule in rules)} - {""}
        content = {name: self._approval_value(record, name) for name in sorted(names)}
        for lines_name, line_names in self._approval_lines.items():
            content[lines_name] = sorted(
                json.dumps([self._approval_value(line, name) for name in line_names])
                for line in record[lines_name]
            )
        return json.dumps({"model": self._name, "id": self.id, **content}, sort_keys=True)

    @api.model
    def _approval_value(self, record, path):
        if "." in path:
            return [canonical(value) for value in record.mapped(path)]
        return canonical(record[path])

    def _approval_hash(self):
        return hashlib.sha256(self._approval_payload().encode()).hexdigest()

    def _approval_snapshot(self):
        """Return the terms and the amount by which a confirmed document is compared."""
        self.ensure_one()
        record = self.sudo()
        terms = {name: self._approval_value(record, name) for name in self._approval_terms}
        return terms, record._approval_amounts()[2]

    # ---- where it stands ----------------------------------------------------------------

    def _approval_categories(self):
        """Return {document: category} of those whose category has a step for their amount."""
        matches = self.env["ipai.approval.category"]._match(self)
        return {
            record: category
            for record, category in matches.items()
            if category._steps_for(record._approval_amounts()[2])
        }

    def _approval_requests(self):
        """Return {document id: its newest request that was not cancelled}."""
        requests = self.env["ipai.approval.request"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "!=", "cancelled"),
            ],
            order="id",
        )
        return {request.res_id: request for request in requests}

    def _approval_standing(self):
        """Return {document id: (state, request)}; approved means: this very content."""
        categories = self._approval_categories()
        requests = self._approval_requests() if self.ids else {}
        sudo = self.sudo()
        open_ids = set((sudo._approval_open() - sudo._approval_void()).ids)
        standing = {}
        for record in self.sudo():
            request = requests.get(record.id)
            category = categories.get(record)
            if record.id not in open_ids:
                state = "approved" if request and request.state == "approved" else "none"
            elif not category:
                state = "none"
            elif not request or request.state == "draft":
                state = "required"
            elif request.state == "approved" and not (
                request.category_id == category and record._approval_hash() == request.payload_hash
            ):
                state = "required"
            else:
                state = request.state
            standing[record.id] = state, request
        return standing

    # ---- guard --------------------------------------------------------------------------

    @contextmanager
    def _approved(self, unchanged=False):
        """Refuse documents that are not approved; within, they pass nested guards.

        :param unchanged: refuse too when the guarded call itself changed the content
        """
        if not self.env["ipai.approval.category"]._ids_by_company(self._name):
            yield
            return
        self.check_access("read")
        # Kept beside the cursor, not in the context: a client sends its own context.
        passing = self.env.cr.cache.setdefault(KEY, set())
        records = self.browse(id_ for id_ in self.ids if (self._name, id_) not in passing)
        records = records.sudo()._approval_open().with_env(self.env)
        needing = records.browse(record.id for record in records._approval_categories())
        needing._check_approved()
        matched = self.env["ipai.approval.category"]._match(records) if unchanged else ()
        before = {record: record._approval_hash() for record in matched}
        keys = {(self._name, id_) for id_ in records.ids}
        passing |= keys
        try:
            yield
            self._check_unchanged(before)
        finally:
            passing -= keys

    def _check_approved(self):
        if not self:
            return
        self.env["ipai.approval.request"].union(*self._approval_requests().values())._lock()
        standing = self._approval_standing()
        for record in self.sudo():
            state, request = standing[record.id]
            if state != "approved":
                text = record._approval_text(state if state != "none" else "required", request)
                raise UserError(f"{record.display_name}: {text}")

    def _refuse_confirmed(self):
        """Refuse documents that begin confirmed: nobody can have approved them."""
        for record in self._approval_categories():
            raise UserError(
                self.env._("%s: needs approval, so it starts unconfirmed.", record.display_name)
            )

    def _check_unchanged(self, before):
        """Refuse to change a document and confirm it at once: nobody saw that content."""
        for record, content in before.items():
            if record._approval_hash() != content:
                raise UserError(
                    self.env._("%s: change it first, then confirm it.", record.display_name)
                )
