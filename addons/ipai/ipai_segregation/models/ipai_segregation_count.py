from odoo import api, fields, models


class IpaiSegregationCount(models.Model):
    """How many conflicts there were on a day: the trend that auditors ask for."""

    _name = "ipai.segregation.count"
    _description = "Segregation Conflicts by Day"
    _order = "date desc, severity desc"
    _rec_name = "date"

    date = fields.Date(required=True, readonly=True, index=True)
    severity = fields.Selection(
        [("1", "Low"), ("2", "Medium"), ("3", "High")], required=True, readonly=True
    )
    open_count = fields.Integer(string="Open", readonly=True, aggregator="avg")
    excepted_count = fields.Integer(string="Excepted", readonly=True, aggregator="avg")

    _day_unique = models.UniqueIndex("(date, severity)", "This day was counted.")

    @api.model
    def _count(self, day):
        findings = self.env["ipai.segregation.finding"].search([])
        known = {item.severity: item for item in self.search([("date", "=", day)])}
        for severity, _label in self._fields["severity"].selection:
            of_severity = findings.filtered(lambda item, s=severity: item.severity == s)
            excepted = len(of_severity.filtered("exception_id"))
            values = {"open_count": len(of_severity) - excepted, "excepted_count": excepted}
            if severity in known:
                known[severity].write(values)
            else:
                self.create({"date": day, "severity": severity, **values})
