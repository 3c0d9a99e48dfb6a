import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class IpaiSegregationRule(models.Model):
    """Two duties that one person must not hold; each is any of some groups.

    Groups are named by XML ID, so that a rule may speak of an app that comes later.
    """

    _name = "ipai.segregation.rule"
    _description = "Segregation Rule"
    _inherit = ["mail.thread"]
    _order = "severity desc, sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    severity = fields.Selection(
        [("1", "Low"), ("2", "Medium"), ("3", "High")], required=True, default="2", tracking=True
    )
    risk = fields.Text(translate=True, help="What one person could do alone.")
    duty_a = fields.Char(string="Groups of One Duty", required=True, tracking=True)
    duty_b = fields.Char(string="Groups of the Other", required=True, tracking=True)
    finding_ids = fields.One2many("ipai.segregation.finding", "rule_id")
    finding_count = fields.Integer(compute="_compute_finding_count", string="Users")

    def _compute_finding_count(self):
        counted = self.env["ipai.segregation.finding"]._read_group(
            [("rule_id", "in", self.ids), ("state", "=", "open")], ["rule_id"], ["__count"]
        )
        counts = dict(counted)
        for rule in self:
            rule.finding_count = counts.get(rule, 0)

    @api.constrains("duty_a", "duty_b")
    def _check_duties(self):
        for rule in self:
            for name in f"{rule.duty_a},{rule.duty_b}".split(","):
                if not re.fullmatch(r"\w+\.\w+", name.strip()):
                    raise ValidationError(
                        self.env._("%s is no XML ID of a group, such as base.group_user.", name)
                    )

    def _groups(self, names):
        found = self.env["res.groups"]
        for name in names.split(","):
            group = self.env.ref(name.strip(), raise_if_not_found=False)
            if group and group._name == "res.groups":
                found |= group
        return found

    def _offenders(self):
        """Return the active internal users that hold both duties, implied groups included."""
        self.ensure_one()
        duty_a, duty_b = self._groups(self.duty_a), self._groups(self.duty_b)
        # Where both duties are one group, everybody of it holds both.
        people = duty_a.all_user_ids & duty_b.all_user_ids
        return people.filtered(lambda user: user.active and not user.share)
