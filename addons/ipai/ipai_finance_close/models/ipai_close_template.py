from odoo import api, fields, models
from odoo.exceptions import ValidationError

AREAS = [
    ("payables", "Payables"),
    ("receivables", "Receivables"),
    ("bank", "Bank and Cash"),
    ("assets", "Assets and Accruals"),
    ("payroll", "Payroll and Expenses"),
    ("tax", "Tax"),
    ("ledger", "General Ledger"),
    ("review", "Review and Reporting"),
]


class IpaiCloseTemplate(models.Model):
    _name = "ipai.close.template"
    _description = "Close Checklist Template"
    _order = "name"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    task_ids = fields.One2many("ipai.close.template.task", "template_id", copy=True)
    task_count = fields.Integer(compute="_compute_task_count")
    recurring = fields.Boolean(
        string="Open Every Month",
        help="The next month is opened five days before it ends.",
    )

    @api.depends("task_ids")
    def _compute_task_count(self):
        for template in self:
            template.task_count = len(template.task_ids)

    def copy_data(self, default=None):
        return [
            {**values, "name": self.env._("%s (copy)", template.name)}
            for template, values in zip(self, super().copy_data(default), strict=True)
        ]


class IpaiCloseTemplateTask(models.Model):
    _name = "ipai.close.template.task"
    _description = "Close Checklist Template Task"
    _order = "template_id, workday, sequence, id"
    _check_company_auto = True

    template_id = fields.Many2one(
        "ipai.close.template", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="template_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    area = fields.Selection(AREAS, required=True, default="ledger")
    description = fields.Html()
    workday = fields.Integer(
        string="Workday",
        default=1,
        help="Due on this working day after the period ends; negative before it ends.",
    )
    responsible_id = fields.Many2one(
        "res.users", string="Responsible (R)", check_company=True, help="Does the task."
    )
    approver_id = fields.Many2one(
        "res.users",
        string="Accountable (A)",
        check_company=True,
        help="Approves the task; cannot be who did it.",
    )
    consulted_ids = fields.Many2many(
        "res.partner", "ipai_close_template_consulted_rel", string="Consulted (C)"
    )
    informed_ids = fields.Many2many(
        "res.partner", "ipai_close_template_informed_rel", string="Informed (I)"
    )
    depends_on_ids = fields.Many2many(
        "ipai.close.template.task",
        "ipai_close_template_task_dependency_rel",
        "task_id",
        "depends_on_id",
        string="After",
        domain="[('template_id', '=', template_id)]",
        copy=False,
    )
    evidence_required = fields.Boolean(default=True)

    @api.constrains("depends_on_ids")
    def _check_cycle(self):
        if self._has_cycle("depends_on_ids"):
            raise ValidationError(self.env._("Tasks cannot wait for each other."))
        for task in self:
            if task.depends_on_ids.template_id - task.template_id:
                raise ValidationError(self.env._("A task waits for tasks of its own template."))

    @api.constrains("responsible_id", "approver_id")
    def _check_segregation(self):
        for task in self:
            if task.responsible_id and task.responsible_id == task.approver_id:
                raise ValidationError(
                    self.env._("%s: whoever does a task does not approve it.", task.name)
                )
