from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "ipai_finance_close.group_close_manager"
PERIOD_FIELDS = {"company_id", "template_id", "date_from", "date_to"}
# Their own models decide what may be written through the form of the period.
OPEN_FIELDS = PERIOD_FIELDS | {"task_ids", "check_ids"}
# Order of the lock: what feeds the others first.
LOCKS = ("sale_lock_date", "purchase_lock_date", "tax_lock_date", "fiscalyear_lock_date")


class IpaiClosePeriod(models.Model):
    _inherit = "ipai.close.period"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_client_values(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_client_values(vals)
        own = PERIOD_FIELDS & vals.keys()
        if own and not self.env.su and self.filtered(lambda period: period.state != "draft"):
            raise UserError(self.env._("The dates of an open period can no longer change."))
        return super().write(vals)

    @api.model
    def _check_client_values(self, vals):
        closed = {
            name
            for name in vals
            if name in self._fields
            and name not in OPEN_FIELDS
            and not name.startswith(("message_", "activity_"))
        }
        if closed and not self.env.su:
            raise AccessError(self.env._("These fields are set by Odoo: %s.", ", ".join(closed)))

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if self.filtered(lambda period: period.state != "draft"):
            raise UserError(self.env._("An opened period stays on record."))

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a close manager may do this."))
        self.check_access("write")

    def action_open(self):
        """Create the tasks of the template and the checks."""
        self.check_access("write")
        for period in self.sudo():
            if period.state != "draft":
                raise UserError(self.env._("%s is open already.", period.name))
            period._create_tasks()
            period._create_checks()
            period.state = "open"
            period._refresh_checks()

    def _create_tasks(self):
        tasks = {
            line: self.env["ipai.close.task"].create(
                {
                    "period_id": self.id,
                    "name": line.name,
                    "sequence": line.sequence,
                    "area": line.area,
                    "description": line.description,
                    "due_date": self._due_date(line.workday),
                    "responsible_id": line.responsible_id.id,
                    "approver_id": line.approver_id.id,
                    "consulted_ids": [fields.Command.set(line.consulted_ids.ids)],
                    "informed_ids": [fields.Command.set(line.informed_ids.ids)],
                    "evidence_required": line.evidence_required,
                }
            )
            for line in self.template_id.task_ids
        }
        for line, task in tasks.items():
            task.depends_on_ids = self.env["ipai.close.task"].union(
                *(tasks[other] for other in line.depends_on_ids)
            )

    def _create_checks(self):
        checks = self.env["ipai.close.check"]
        known = self.check_ids.mapped("code")
        checks.create(
            [
                {"period_id": self.id, "code": code, **values}
                for code, values in checks._registry_of_checks().items()
                if code not in known
            ]
        )

    def action_refresh_checks(self):
        self.check_access("read")
        self.sudo()._refresh_checks()

    def _refresh_checks(self):
        for period in self.filtered(lambda item: item.state != "draft"):
            period._create_checks()
            period.check_ids._refresh()
            is_closed = period.state == "closed"
            period.write(
                {
                    "checked_on": fields.Datetime.now(),
                    "ledger_changed": is_closed
                    and period._ledger_digest() != period.ledger_sha256,
                }
            )

    def action_review(self):
        self.check_access("write")
        if self.filtered(lambda period: period.state not in ("open", "reopened")):
            raise UserError(self.env._("Only an open period goes to review."))
        self.sudo().write({"state": "in_review"})
        # A refused close rolls back what it found: the reviewer must see it here.
        self.sudo()._refresh_checks()

    def action_close(self):
        """Refuse what is not finished, lock the books and keep their fingerprint."""
        self._check_manager()
        for period in self.sudo():
            period._refresh_checks()
            period._check_closable()
            period._lock()
            period.write(
                {
                    "state": "closed",
                    "closed_by_id": self.env.uid,
                    "closed_on": fields.Datetime.now(),
                    "ledger_sha256": period._ledger_digest(),
                    "ledger_changed": False,
                }
            )
            period._seal("closed")

    def _check_closable(self):
        reasons = []
        if self.state != "in_review":
            reasons.append(self.env._("It is not in review."))
        unfinished = self.task_ids.filtered(lambda task: task.state not in ("approved", "na"))
        if unfinished:
            names = ", ".join(unfinished.mapped("name"))
            reasons.append(self.env._("Not approved: %s.", names))
        for check in self.check_ids.filtered(lambda item: item.blocking and item.state == "red"):
            reasons.append(
                self.env._("%(check)s: %(value)s.", check=check.name, value=check.value_text)
            )
        if reasons:
            raise UserError(
                self.env._(
                    "%(period)s cannot be closed.\n%(reasons)s",
                    period=self.name,
                    reasons="\n".join(reasons),
                )
            )

    def _lock(self):
        """Move soft lock dates forward to the period's end, never back."""
        for name in LOCKS:
            current = self.company_id[name]
            if not current or current < self.date_to:
                self.company_id.write({name: self.date_to})

    def _reopen(self, reason, until, user):
        """Let one user post in the period until a date; the locks stay."""
        self._check_manager()
        self.ensure_one()
        if self.state != "closed":
            raise UserError(self.env._("Only a closed period is reopened."))
        if until <= fields.Datetime.now():
            raise UserError(self.env._("The exception must end in the future."))
        exceptions = self.env["account.lock_exception"].sudo().create(
            [
                {
                    "company_id": self.company_id.id,
                    "user_id": user.id,
                    "reason": reason,
                    "end_datetime": until,
                    name: self.date_from - relativedelta(days=1),
                }
                for name in LOCKS
            ]
        )
        period = self.sudo()
        period.write(
            {
                "state": "reopened",
                "exception_ids": [fields.Command.link(item.id) for item in exceptions],
            }
        )
        period.message_post(
            body=self.env._(
                "Reopened for %(user)s until %(until)s: %(reason)s",
                user=user.name,
                until=until,
                reason=reason,
            )
        )

    @api.model
    def _cron_open_next(self):
        """Open the month of recurring templates five days before it ends."""
        soon = fields.Date.context_today(self) + relativedelta(days=5)
        start = soon.replace(day=1)
        end = start + relativedelta(day=31)
        if soon < end:
            return
        for template in self.env["ipai.close.template"].search([("recurring", "=", True)]):
            known = [("template_id", "=", template.id), ("date_to", ">=", start)]
            if not self.search_count(known):
                self.create(
                    {
                        "template_id": template.id,
                        "company_id": template.company_id.id,
                        "date_from": start,
                        "date_to": end,
                    }
                ).action_open()

    @api.model
    def _cron_refresh(self):
        periods = self.search([("state", "!=", "draft")])
        for done, period in enumerate(periods, start=1):
            period._refresh_checks()
            remaining = len(periods) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break
