from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.ipai_evidence.models.ipai_controlled_mixin import Freeze

from .ipai_close_template import AREAS

OFFICER = "ipai_finance_close.group_close_officer"
MANAGER = "ipai_finance_close.group_close_manager"
STAMPS = {"state", "done_by_id", "done_on", "approved_by_id", "approved_on", "period_id"}
# How a task is controlled: whoever does it does not loosen that.
CONTROL_FIELDS = (
    "name",
    "sequence",
    "area",
    "description",
    "due_date",
    "responsible_id",
    "approver_id",
    "depends_on_ids",
)


class IpaiCloseTask(models.Model):
    _name = "ipai.close.task"
    _description = "Close Task"
    _inherit = [
        "ipai.controlled.mixin",
        "ipai.evidence.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "due_date, sequence, id"
    _check_company_auto = True
    _mail_post_access = "read"

    period_id = fields.Many2one(
        "ipai.close.period", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="period_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    area = fields.Selection(AREAS, required=True, default="ledger")
    description = fields.Html()
    due_date = fields.Date(required=True, index=True, default=fields.Date.context_today)
    state = fields.Selection(
        [
            ("todo", "To Do"),
            ("in_progress", "In Progress"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("na", "Not Applicable"),
        ],
        string="Status",
        required=True,
        default="todo",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    responsible_id = fields.Many2one(
        "res.users", string="Responsible (R)", check_company=True, tracking=True
    )
    approver_id = fields.Many2one(
        "res.users", string="Accountable (A)", check_company=True, tracking=True
    )
    consulted_ids = fields.Many2many(
        "res.partner", "ipai_close_task_consulted_rel", string="Consulted (C)"
    )
    informed_ids = fields.Many2many(
        "res.partner", "ipai_close_task_informed_rel", string="Informed (I)"
    )
    depends_on_ids = fields.Many2many(
        "ipai.close.task",
        "ipai_close_task_dependency_rel",
        "task_id",
        "depends_on_id",
        string="After",
        domain="[('period_id', '=', period_id), ('id', '!=', id)]",
    )
    is_blocked = fields.Boolean(compute="_compute_is_blocked")
    is_late = fields.Boolean(compute="_compute_is_late")
    evidence_required = fields.Boolean(default=True, tracking=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence")
    note = fields.Html()
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    done_on = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)

    @api.depends("depends_on_ids.state")
    def _compute_is_blocked(self):
        for task in self:
            task.is_blocked = any(
                other.state not in ("approved", "na") for other in task.depends_on_ids
            )

    @api.depends("due_date", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for task in self:
            is_open = task.state not in ("approved", "na")
            task.is_late = bool(is_open and task.due_date and task.due_date < today)

    @api.constrains("depends_on_ids")
    def _check_cycle(self):
        if self._has_cycle("depends_on_ids"):
            raise ValidationError(self.env._("Tasks cannot wait for each other."))

    @api.constrains("done_by_id", "approved_by_id", "responsible_id", "approver_id")
    def _check_segregation(self):
        for task in self:
            if (task.done_by_id and task.done_by_id == task.approved_by_id) or (
                task.responsible_id and task.responsible_id == task.approver_id
            ):
                raise ValidationError(
                    self.env._("%s: whoever does a task does not approve it.", task.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and STAMPS - {"period_id"} & vals.keys() - {"period_id"}:
                raise AccessError(self.env._("A task starts to do."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_client_values(vals)
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    def _check_client_values(self, vals):
        if STAMPS & vals.keys():
            raise AccessError(self.env._("Use the buttons to move a task."))
        control = {*CONTROL_FIELDS, "evidence_required"} & vals.keys()
        own = self.filtered(lambda task: task.responsible_id == self.env.user)
        if control and own.filtered(lambda task: task.period_id.state != "draft"):
            raise AccessError(
                self.env._("Whoever does a task does not change how it is controlled.")
            )

    @api.model
    def _controls(self):
        running = ("open", "in_review", "closed", "reopened")
        return [
            Freeze("period_id.state", ("closed",), self.env._("its period is closed.")),
            Freeze(
                "state",
                ("submitted", "approved", "na"),
                self.env._("it was submitted: send it back first."),
            ),
            Freeze(
                "period_id.state",
                running,
                self.env._("only a close manager decides whether evidence is needed."),
                fields=("evidence_required",),
                unless=MANAGER,
            ),
            Freeze(
                "period_id.state",
                running,
                self.env._("only a close officer changes how a task is controlled."),
                fields=CONTROL_FIELDS,
                unless=OFFICER,
            ),
        ]

    def _evidence_content(self):
        return {
            "period": self.period_id.name,
            "task": self.name,
            "done_by": self.done_by_id.id,
            "evidence_required": self.evidence_required,
            "note": self.note or "",
        }

    def _adopt_attachments(self):
        """Tie uploads to the task, else only their uploader could read them."""
        for task in self:
            loose = task.sudo().attachment_ids.filtered(
                lambda item: not item.res_id and item.create_uid == self.env.user
            )
            if loose:
                loose.write({"res_model": self._name, "res_id": task.id})

    def _move(self, state, allowed, **stamps):
        """Check where the tasks stand, then move them as superuser."""
        self.check_access("write")
        for task in self:
            if task.state not in allowed:
                raise UserError(
                    self.env._("%(task)s is %(state)s.", task=task.name, state=task.state)
                )
            if task.period_id.state not in ("open", "in_review", "reopened"):
                raise UserError(self.env._("%s is not open.", task.period_id.name))
        self.sudo().write({"state": state, **stamps})

    def action_start(self):
        self._move("in_progress", ("todo",))

    def action_submit(self):
        for task in self:
            if task.is_blocked:
                waiting = task.depends_on_ids.filtered(
                    lambda other: other.state not in ("approved", "na")
                )
                raise UserError(
                    self.env._(
                        "%(task)s waits for %(others)s.",
                        task=task.name,
                        others=", ".join(waiting.mapped("name")),
                    )
                )
            if task.evidence_required and not task.attachment_ids:
                raise UserError(self.env._("%s needs evidence.", task.name))
        stamps = {"done_by_id": self.env.uid, "done_on": fields.Datetime.now()}
        self._move("submitted", ("todo", "in_progress"), **stamps)
        self._seal("submitted")
        for task in self.filtered("approver_id"):
            task.activity_schedule(
                "ipai_finance_close.mail_activity_type_approve",
                date_deadline=task.due_date,
                user_id=task.approver_id.id,
            )

    def action_approve(self):
        for task in self:
            if task.done_by_id == self.env.user:
                raise UserError(
                    self.env._("You did %s; somebody else must approve it.", task.name)
                )
            is_approver = task.approver_id in (self.env.user, self.env["res.users"])
            if not is_approver and not self.env.user.has_group(MANAGER):
                raise AccessError(
                    self.env._("%(task)s is approved by %(user)s.", task=task.name,
                               user=task.approver_id.name)
                )
        stamps = {"approved_by_id": self.env.uid, "approved_on": fields.Datetime.now()}
        self._move("approved", ("submitted",), **stamps)
        self.sudo().activity_feedback(["ipai_finance_close.mail_activity_type_approve"])
        for task in self.filtered("informed_ids"):
            task.sudo().message_post(
                body=self.env._("%s is approved.", task.name),
                partner_ids=task.informed_ids.ids,
            )

    def action_send_back(self):
        cleared = dict.fromkeys(("done_by_id", "done_on", "approved_by_id", "approved_on"), False)
        self._move("in_progress", ("submitted", "approved"), **cleared)
        self.sudo().activity_unlink(["ipai_finance_close.mail_activity_type_approve"])

    def action_not_applicable(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a close manager declares a task not applicable."))
        self._move("na", ("todo", "in_progress"))

    @api.ondelete(at_uninstall=False)
    def _unlink_unstarted_only(self):
        if self.filtered(lambda task: task.state != "todo"):
            raise UserError(self.env._("A started task stays on record."))
        if self.filtered(lambda task: task.period_id.state != "draft"):
            raise UserError(
                self.env._("A task of an open period stays: declare it not applicable.")
            )

    @api.model
    def _cron_escalate(self):
        """Tell the accountable person once when a task is late."""
        late = self.search(
            [
                ("state", "in", ("todo", "in_progress")),
                ("period_id.state", "in", ("open", "in_review", "reopened")),
                ("due_date", "<", fields.Date.context_today(self)),
                ("approver_id", "!=", False),
            ]
        )
        told = late.activity_search(["ipai_finance_close.mail_activity_type_late"])
        for task in late - self.browse(told.mapped("res_id")):
            task.activity_schedule(
                "ipai_finance_close.mail_activity_type_late",
                user_id=task.approver_id.id,
                summary=self.env._("%s is late", task.name),
            )
