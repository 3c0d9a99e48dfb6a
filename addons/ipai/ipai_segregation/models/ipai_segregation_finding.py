from odoo import api, fields, models
from odoo.exceptions import AccessError

OFFICER = "ipai_segregation.group_segregation_officer"


class IpaiSegregationFinding(models.Model):
    """A user whose groups break a rule today; it goes when the conflict goes."""

    _name = "ipai.segregation.finding"
    _description = "Segregation Finding"
    _order = "severity desc, rule_id, user_id"
    _rec_name = "user_id"

    rule_id = fields.Many2one(
        "ipai.segregation.rule", required=True, readonly=True, index=True, ondelete="cascade"
    )
    severity = fields.Selection(related="rule_id.severity", store=True)
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_ids = fields.Many2many(related="user_id.company_ids", string="Companies")
    groups_a = fields.Char(string="By", readonly=True)
    groups_b = fields.Char(string="And By", readonly=True)
    since = fields.Date(readonly=True)
    exception_id = fields.Many2one("ipai.segregation.exception", readonly=True, ondelete="set null")
    state = fields.Selection(
        [("open", "Open"), ("excepted", "Excepted")], required=True, readonly=True, default="open"
    )

    _finding_unique = models.UniqueIndex("(rule_id, user_id)", "This conflict is known.")

    @api.model
    def action_refresh(self):
        """Look at all users now and open the findings."""
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only a segregation officer looks at everybody's groups."))
        self.sudo()._refresh()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ipai_segregation.ipai_segregation_finding_action"
        )

    @api.model
    def _refresh(self):
        today = fields.Date.context_today(self)
        known = {(item.rule_id, item.user_id): item for item in self.search([])}
        for rule in self.env["ipai.segregation.rule"].search([]):
            duty_a, duty_b = rule._groups(rule.duty_a), rule._groups(rule.duty_b)
            for user in rule._offenders():
                values = {
                    "groups_a": ", ".join((duty_a & user.all_group_ids).mapped("full_name")),
                    "groups_b": ", ".join((duty_b & user.all_group_ids).mapped("full_name")),
                    **self._exception_of(rule, user, today),
                }
                finding = known.pop((rule, user), None)
                if finding:
                    finding.write(values)
                else:
                    key = {"rule_id": rule.id, "user_id": user.id, "since": today}
                    self.create({**key, **values})
        self.union(*known.values()).unlink()
        self.env["ipai.segregation.count"]._count(today)

    @api.model
    def _exception_of(self, rule, user, today):
        exception = self.env["ipai.segregation.exception"].search(
            [
                ("rule_id", "=", rule.id),
                ("user_id", "=", user.id),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ],
            limit=1,
        )
        return {
            "exception_id": exception.id,
            "state": "excepted" if exception else "open",
        }
