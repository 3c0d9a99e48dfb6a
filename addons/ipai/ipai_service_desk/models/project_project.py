from odoo import api, fields, models
from odoo.exceptions import ValidationError

COUNTS = {
    "desk_open_count": [],
    "desk_unassigned_count": [("user_ids", "=", False)],
    "desk_urgent_count": [("priority", "=", "3")],
    "desk_risk_count": [("sla_state", "=", "at_risk")],
    "desk_failed_count": [("sla_state", "=", "failed")],
}


class ProjectProject(models.Model):
    _inherit = "project.project"

    is_service_desk = fields.Boolean(
        string="Service Desk Queue", help="Its tasks are tickets with service levels."
    )
    sla_policy_ids = fields.One2many("ipai.sla.policy", "project_id", string="Service Levels")
    desk_member_ids = fields.Many2many(
        "res.users",
        "ipai_desk_member_rel",
        string="Desk Team",
        domain="[('share', '=', False)]",
        help="Among whom new tickets are assigned.",
    )
    desk_assign_method = fields.Selection(
        [("manual", "By hand"), ("turn", "In turn"), ("balanced", "By open tickets")],
        string="Assignment",
        default="manual",
        required=True,
        help="People on leave are left out. In turn: each gets as many. By open tickets: "
        "whoever has fewest gets the next.",
    )
    desk_last_user_id = fields.Many2one("res.users", readonly=True, copy=False)
    desk_portal_form = fields.Boolean(
        string="Tickets in the Portal", help="Requesters open tickets of this queue in the portal."
    )
    desk_portal_scope = fields.Selection(
        [("own", "Own tickets"), ("company", "Tickets of their company")],
        string="Requesters See",
        default="own",
        required=True,
    )
    desk_portal_close = fields.Boolean(
        string="Requesters Close", default=True, help="Requesters may close their own tickets."
    )
    desk_reopen = fields.Boolean(
        string="Answers Reopen",
        default=True,
        help="An answer of the requester takes a waiting or closed ticket back to work.",
    )
    desk_remind_days = fields.Integer(
        string="Remind After", help="Days of waiting until the requester is reminded; 0: never."
    )
    desk_close_days = fields.Integer(
        string="Close After", help="Days of waiting until the ticket is closed; 0: never."
    )
    desk_open_count = fields.Integer(compute="_compute_desk_counts")
    desk_unassigned_count = fields.Integer(compute="_compute_desk_counts")
    desk_urgent_count = fields.Integer(compute="_compute_desk_counts")
    desk_risk_count = fields.Integer(compute="_compute_desk_counts")
    desk_failed_count = fields.Integer(compute="_compute_desk_counts")

    _desk_days_ordered = models.Constraint(
        "CHECK (desk_close_days >= 0 AND desk_remind_days >= 0)", "Days cannot be negative."
    )

    def _compute_desk_counts(self):
        for name, domain in COUNTS.items():
            counts = dict(
                self.env["project.task"]._read_group(
                    [
                        ("project_id", "in", self.ids),
                        ("is_ticket", "=", True),
                        ("is_closed", "=", False),
                        *domain,
                    ],
                    ["project_id"],
                    ["__count"],
                )
            )
            for project in self:
                project[name] = counts.get(project._origin, 0)

    @api.constrains("is_service_desk", "company_id")
    def _check_desk_company(self):
        for project in self:
            if project.is_service_desk and not project.company_id:
                raise ValidationError(self.env._("%s: a queue needs a company.", project.name))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("is_service_desk") and not vals.get("company_id"):
                vals["company_id"] = self.env.company.id
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("is_service_desk") and "company_id" not in vals:
            self.filtered(lambda project: not project.company_id).company_id = self.env.company
        result = super().write(vals)
        if "is_service_desk" in vals:
            self.task_ids._sync_ticket()
        return result

    def _work_stage(self):
        """Return the stage a ticket goes back to: the second in which people work."""
        stages = self.type_ids.filtered(lambda stage: not stage.fold and not stage.is_waiting)
        return stages.sorted(lambda stage: (stage.sequence, stage.id))[:2][-1:]

    def _closing_stage(self):
        folded = self.type_ids.filtered("fold")
        return folded.sorted(lambda stage: (stage.sequence, stage.id))[:1]

    def action_desk_tickets(self):
        """Open the queue's tickets as the desk sees them."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ipai_service_desk.action_tickets_queue"
        )
        chosen = self.env.context.get("desk_filter")
        action["context"] = {
            "default_project_id": self.id,
            # Stages without tickets are columns too.
            "project_kanban": True,
            "search_default_open": 1,
            **({f"search_default_{chosen}": 1} if chosen else {}),
        }
        action["domain"] = [("project_id", "=", self.id), ("is_ticket", "=", True)]
        action["display_name"] = self.name
        return action

    @api.model
    def action_desk_ratings(self):
        """Open what requesters said about the tickets of the queues the user sees."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "project.rating_rating_action_view_project_rating"
        )
        queues = self.search([("is_service_desk", "=", True)])
        action["domain"] = [
            ("consumed", "=", True),
            ("parent_res_model", "=", "project.project"),
            ("parent_res_id", "in", queues.ids),
        ]
        action["context"] = {}
        return action
