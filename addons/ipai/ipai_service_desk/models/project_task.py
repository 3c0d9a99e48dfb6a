from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "ipai_service_desk.group_desk_manager"
STAMPS = {
    "is_ticket",
    "ticket_number",
    "ticket_opened_on",
    "first_response_on",
    "closed_on",
    "reopened_count",
    "merged_into_id",
    "sla_state",
    "sla_deadline",
    "sla_status_ids",
    "sla_pause_ids",
}
POLICY_FIELDS = {"project_id", "parent_id", "priority", "tag_ids", "ticket_type_id", "partner_id"}
CLOCK_FIELDS = {"stage_id", "state", "active"}
PORTAL_FIELDS = {"is_ticket", "ticket_number", "ticket_opened_on", "ticket_type_id", "sla_deadline"}


class ProjectTask(models.Model):
    _inherit = "project.task"

    is_ticket = fields.Boolean(compute="_compute_is_ticket", store=True)
    ticket_number = fields.Char(readonly=True, copy=False, index="btree_not_null")
    ticket_type_id = fields.Many2one(
        "ipai.ticket.type", string="Ticket Type", index="btree_not_null", tracking=True
    )
    ticket_opened_on = fields.Datetime(
        string="Opened", readonly=True, copy=False, help="When its service levels began to count."
    )
    first_response_on = fields.Datetime(
        string="First Answer",
        readonly=True,
        copy=False,
        help="First message that somebody of the desk sent to the requester.",
    )
    closed_on = fields.Datetime(string="Closed", readonly=True, copy=False)
    reopened_count = fields.Integer(string="Reopened", readonly=True, copy=False)
    merged_into_id = fields.Many2one(
        "project.task", readonly=True, copy=False, index="btree_not_null"
    )
    sla_status_ids = fields.One2many(
        "ipai.sla.status",
        "task_id",
        string="Service Levels",
        readonly=True,
        copy=False,
        groups="ipai_service_desk.group_desk_user",
    )
    sla_pause_ids = fields.One2many(
        "ipai.sla.pause",
        "task_id",
        string="Pauses",
        readonly=True,
        copy=False,
        groups="ipai_service_desk.group_desk_user",
    )
    sla_state = fields.Selection(
        [
            ("failed", "Missed"),
            ("at_risk", "Due Soon"),
            ("ongoing", "In Time"),
            ("paused", "Paused"),
            ("reached", "Reached"),
        ],
        string="Service Level",
        compute="_compute_sla",
        store=True,
        index="btree_not_null",
        compute_sudo=True,
    )
    sla_deadline = fields.Datetime(
        string="Due",
        compute="_compute_sla",
        store=True,
        index="btree_not_null",
        compute_sudo=True,
        help="Next deadline of a service level that counts.",
    )

    _ticket_index = models.Index("(project_id) WHERE is_ticket")
    _ticket_number_unique = models.UniqueIndex(
        "(ticket_number) WHERE ticket_number IS NOT NULL", "This ticket number exists already."
    )

    @property
    def TASK_PORTAL_READABLE_FIELDS(self):
        return super().TASK_PORTAL_READABLE_FIELDS | PORTAL_FIELDS

    @api.depends("project_id.is_service_desk", "parent_id", "is_template")
    def _compute_is_ticket(self):
        for task in self:
            in_queue = task.sudo().project_id.is_service_desk
            task.is_ticket = in_queue and not task.parent_id and not task.is_template

    @api.depends(
        "sla_status_ids.state",
        "sla_status_ids.deadline",
        "sla_status_ids.is_paused",
        "sla_status_ids.is_warned",
        "sla_status_ids.excused_by_id",
    )
    def _compute_sla(self):
        for task in self:
            statuses = task.sla_status_ids.filtered(lambda item: not item.excused_by_id)
            ongoing = statuses.filtered(lambda item: item.state == "ongoing")
            counting = ongoing.filtered(lambda item: not item.is_paused)
            task.sla_deadline = min(filter(None, counting.mapped("deadline")), default=False)
            checks = {
                "failed": any(item.state == "failed" for item in statuses),
                "at_risk": any(counting.mapped("is_warned")),
                "ongoing": counting,
                "paused": ongoing,
                "reached": statuses,
            }
            task.sla_state = next((state for state, found in checks.items() if found), False)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_stamps(vals)
            self._leave_unassigned(vals)
        tasks = super().create(vals_list)
        tasks._check_asked_before_waiting({"stage_id"})
        tasks._sync_ticket({"stage_id"}.union(*vals_list))
        return tasks

    @api.model
    def _leave_unassigned(self, vals):
        """Let the queue assign what Odoo would give to whoever creates it."""
        project = vals.get("project_id") or self.env.context.get("default_project_id")
        is_given = "user_ids" in vals or "default_user_ids" in self.env.context
        queue = self.env["project.project"].sudo().browse(project)
        if project and not is_given and queue.desk_assign_method != "manual":
            vals["user_ids"] = []

    def write(self, vals):
        self._check_stamps(vals)
        names = set(vals)
        result = super().write(vals)
        self._check_asked_before_waiting(names)
        if POLICY_FIELDS & names:
            self._sync_ticket(names)
        elif CLOCK_FIELDS & names:
            self._align_state(names)
            self._sync_clock()
        return result

    @api.model
    def _check_stamps(self, vals):
        closed = STAMPS & vals.keys()
        if closed and not self.env.su:
            raise AccessError(self.env._("The service desk sets: %s.", ", ".join(sorted(closed))))

    def _check_asked_before_waiting(self, names):
        """Refuse to stop the clock of a requester whom nobody answered."""
        if "stage_id" not in names or self.env.su:
            return
        for ticket in self.filtered("is_ticket"):
            if ticket.stage_id.is_waiting and not ticket.first_response_on:
                raise UserError(
                    self.env._("%s: write to the requester before you wait.", ticket.name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_breached(self):
        for ticket in self.sudo():
            if ticket.sla_status_ids.filtered(lambda status: status.state == "failed"):
                raise UserError(
                    self.env._(
                        "%s missed a service level and stays on record: archive it.", ticket.name
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_tickets_by_manager(self):
        if self.env.su or self.env.user.has_group(MANAGER):
            return
        if self.filtered("is_ticket"):
            raise UserError(self.env._("A ticket stays on record: cancel or archive it."))

    def _sync_ticket(self, names=()):
        """Open new tickets, then bring policies and clocks up to date."""
        tasks = self.sudo().with_context(active_test=False)
        tickets = tasks.filtered("is_ticket")
        (tasks - tickets)._forget_levels()
        tickets.filtered(lambda ticket: not ticket.ticket_number)._open_ticket()
        tickets._align_state(names)
        tickets._sync_pauses()
        tickets._sync_policies()

    def _forget_levels(self):
        """Drop what still counts on tasks that are no tickets any more."""
        self.sla_status_ids.filtered(lambda status: status.state == "ongoing").unlink()

    def _open_ticket(self):
        now = fields.Datetime.now()
        for ticket in self:
            company = ticket.project_id.company_id
            sequence = self.env["ir.sequence"].with_company(company)
            ticket.write(
                {
                    "ticket_number": sequence.next_by_code("ipai.service.desk.ticket"),
                    "ticket_opened_on": ticket.ticket_opened_on or now,
                }
            )
            if ticket.partner_id:
                ticket.message_subscribe(ticket.partner_id.ids)
        self._assign_tickets()

    @api.depends("ticket_number")
    @api.depends_context("desk_number")
    def _compute_display_name(self):
        super()._compute_display_name()
        if self.env.context.get("desk_number"):
            for ticket in self.filtered("ticket_number"):
                ticket.display_name = f"{ticket.ticket_number} {ticket.display_name}"
