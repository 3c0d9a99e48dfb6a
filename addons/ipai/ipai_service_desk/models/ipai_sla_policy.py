from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

PLAN_FIELDS = {"hours", "warn_hours", "calendar_id"}


class IpaiSlaPolicy(models.Model):
    _name = "ipai.sla.policy"
    _description = "Service Level Policy"
    _inherit = ["mail.thread"]
    _order = "project_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(
        default=10, help="Of policies with the same target the first that fits applies."
    )
    project_id = fields.Many2one(
        "project.project",
        string="Queue",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('is_service_desk', '=', True)]",
    )
    company_id = fields.Many2one(
        related="project_id.company_id", store=True, precompute=True, index=True
    )
    target = fields.Selection(
        [("response", "First answer"), ("stage", "Stage reached")],
        required=True,
        default="stage",
        tracking=True,
    )
    stage_id = fields.Many2one(
        "project.task.type",
        string="Target Stage",
        domain="[('project_ids', '=', project_id), ('is_waiting', '=', False)]",
        ondelete="restrict",
        tracking=True,
    )
    hours = fields.Float(
        string="Working Hours", required=True, default=8.0, tracking=True
    )
    warn_hours = fields.Float(
        string="Warn Before",
        default=1.0,
        help="Working hours before the deadline at which the assignees are warned. "
        "0, or no less than the hours of the policy: never.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Time",
        required=True,
        check_company=True,
        ondelete="restrict",
        default=lambda self: self.env.company.resource_calendar_id,
        help="Counts its hours, in its time zone, without its public holidays.",
    )
    on_reopen = fields.Selection(
        [("resume", "Goes on where it stopped"), ("restart", "Starts anew")],
        string="When Reopened",
        required=True,
        default="resume",
    )
    priority = fields.Selection(
        selection=lambda self: self.env["project.task"]._fields["priority"].selection,
        tracking=True,
        help="Empty: any.",
    )
    tag_ids = fields.Many2many("project.tags", string="Tags", help="One of them; empty: any.")
    type_ids = fields.Many2many(
        "ipai.ticket.type", string="Types", check_company=True, help="One of them; empty: any."
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", help="They and their contacts; empty: any."
    )
    status_count = fields.Integer(compute="_compute_attainment")
    attainment = fields.Float(
        string="Attainment (%)", compute="_compute_attainment", help="Of all that was decided."
    )

    _hours_positive = models.Constraint("CHECK (hours > 0)", "A policy needs hours.")
    _warning_before = models.Constraint(
        "CHECK (warn_hours >= 0)", "Warn before the deadline, not after it."
    )

    def _compute_attainment(self):
        groups = self.env["ipai.sla.attainment"]._read_group(
            [("policy_id", "in", self.ids)], ["policy_id"], ["__count", "attainment:avg"]
        )
        found = {policy: (count, share) for policy, count, share in groups}
        for policy in self:
            count, share = found.get(policy._origin, (0, 0.0))
            policy.update({"status_count": count, "attainment": share or 0.0})

    @api.constrains("target", "stage_id", "project_id")
    def _check_stage(self):
        for policy in self.filtered(lambda item: item.target == "stage"):
            if policy.project_id not in policy.stage_id.project_ids or policy.stage_id.is_waiting:
                raise ValidationError(
                    self.env._("%s: choose a stage of the queue that does not wait.", policy.name)
                )

    @api.constrains("project_id")
    def _check_queue(self):
        for policy in self:
            if not policy.project_id.is_service_desk:
                raise ValidationError(self.env._("%s is no queue.", policy.project_id.name))

    def write(self, vals):
        if "project_id" in vals and self.env["ipai.sla.status"].sudo().search_count(
            [("policy_id", "in", self.ids)], limit=1
        ):
            raise UserError(self.env._("A policy in use stays with its queue."))
        result = super().write(vals)
        if PLAN_FIELDS & vals.keys():
            statuses = self.env["ipai.sla.status"].sudo()
            statuses.search([("policy_id", "in", self.ids), ("state", "=", "ongoing")])._advance()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unused_only(self):
        if self.env["ipai.sla.status"].sudo().search_count(
            [("policy_id", "in", self.ids)], limit=1
        ):
            raise UserError(self.env._("A policy in use stays on record: archive it."))

    def action_apply(self):
        """Give the open tickets of the queues the policies that fit them now."""
        self.check_access("write")
        self.env["project.task"].sudo().search(
            [
                ("project_id", "in", self.project_id.ids),
                ("is_ticket", "=", True),
                ("is_closed", "=", False),
            ]
        )._sync_policies()

    def action_statuses(self):
        self.check_access("read")
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("ipai_service_desk.action_sla_status"),
            "domain": [("policy_id", "in", self.ids)],
            "context": {},
        }

    def _target_key(self):
        return (self.project_id, self.target, self.stage_id)

    def _fits(self, ticket):
        """Tell whether the policy applies to a ticket of its queue."""
        return (
            (not self.priority or self.priority == ticket.priority)
            and (not self.tag_ids or self.tag_ids & ticket.tag_ids)
            and (not self.type_ids or ticket.ticket_type_id in self.type_ids)
            and (not self.partner_ids or self._fits_customer(ticket.partner_id))
        )

    def _fits_customer(self, partner):
        family = partner | partner.parent_id | partner.commercial_partner_id
        return bool(family & self.partner_ids)

    def _applicable(self, ticket):
        """Return of each target the first policy that fits the ticket."""
        chosen = {}
        for policy in self.filtered(lambda item: item.project_id == ticket.project_id):
            if policy._target_key() not in chosen and policy._fits(ticket):
                chosen[policy._target_key()] = policy
        return self.browse([policy.id for policy in chosen.values()])
