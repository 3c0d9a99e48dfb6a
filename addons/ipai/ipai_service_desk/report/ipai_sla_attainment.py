from odoo import fields, models
from odoo.tools import SQL


class IpaiSlaAttainment(models.Model):
    _name = "ipai.sla.attainment"
    _description = "Service Level Attainment"
    _auto = False
    _rec_name = "task_id"
    _order = "deadline desc, id desc"

    task_id = fields.Many2one("project.task", string="Ticket", readonly=True)
    ticket_number = fields.Char(readonly=True)
    policy_id = fields.Many2one("ipai.sla.policy", readonly=True)
    target = fields.Selection(
        [("response", "First answer"), ("stage", "Stage reached")], readonly=True
    )
    project_id = fields.Many2one("project.project", string="Queue", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Requester", readonly=True)
    ticket_type_id = fields.Many2one("ipai.ticket.type", readonly=True)
    priority = fields.Selection(
        selection=lambda self: self.env["project.task"]._fields["priority"].selection,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Assignee", readonly=True, help="The first of several."
    )
    started_on = fields.Datetime(readonly=True)
    deadline = fields.Datetime(readonly=True)
    reached_on = fields.Datetime(readonly=True)
    result = fields.Selection(
        [
            ("reached", "Reached"),
            ("failed", "Missed"),
            ("excused", "Excused"),
            ("ongoing", "Ongoing"),
        ],
        readonly=True,
    )
    reached_count = fields.Integer(string="Reached", readonly=True)
    failed_count = fields.Integer(string="Missed", readonly=True)
    excused_count = fields.Integer(string="Excused", readonly=True)
    ongoing_count = fields.Integer(string="Ongoing", readonly=True)
    attainment = fields.Float(
        string="Attainment (%)",
        readonly=True,
        aggregator="avg",
        help="Reached of all that was decided; excused breaches and what runs still do not count.",
    )
    used_hours = fields.Float(
        string="Working Hours", readonly=True, aggregator="avg", help="From start to target."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH judged AS (
                SELECT status.*,
                       CASE WHEN status.excused_by_id IS NOT NULL THEN 'excused'
                            ELSE status.state END AS result
                  FROM ipai_sla_status status
            )
            SELECT judged.id, judged.task_id, task.ticket_number, judged.policy_id, policy.target,
                   judged.project_id, judged.company_id, task.partner_id, task.ticket_type_id,
                   task.priority, judged.started_on, judged.deadline, judged.reached_on,
                   judged.result,
                   (SELECT MIN(rel.user_id) FROM project_task_user_rel rel
                     WHERE rel.task_id = task.id) AS user_id,
                   (judged.result = 'reached')::int AS reached_count,
                   (judged.result = 'failed')::int AS failed_count,
                   (judged.result = 'excused')::int AS excused_count,
                   (judged.result = 'ongoing')::int AS ongoing_count,
                   CASE judged.result WHEN 'reached' THEN 100.0 WHEN 'failed' THEN 0.0 END
                       AS attainment,
                   CASE WHEN judged.reached_on IS NOT NULL THEN judged.used_hours END AS used_hours
              FROM judged
              JOIN ipai_sla_policy policy ON policy.id = judged.policy_id
              JOIN project_task task ON task.id = judged.task_id
            """
        )
