from odoo import fields, models


class IpaiReportFigure(models.Model):
    _name = "ipai.report.figure"
    _description = "Figure of a Computed Report"
    _order = "run_id, id"
    _rec_name = "name"

    run_id = fields.Many2one("ipai.report.run", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="run_id.currency_id")
    expression_id = fields.Many2one(
        "account.report.expression", required=True, ondelete="restrict"
    )
    engine = fields.Selection(related="expression_id.engine")
    sequence = fields.Integer()
    code = fields.Char()
    name = fields.Char(string="Line")
    label = fields.Char()
    column = fields.Char()
    figure_type = fields.Char()
    value = fields.Float(digits=(16, 2))

    def action_open_items(self):
        """Show the journal items a figure rests on."""
        self.ensure_one()
        run = self.run_id
        evaluator = self.env["ipai.report.evaluator"]
        expressions = self.expression_id._expand_aggregations()
        domain = fields.Domain.OR(
            evaluator._items_domain(
                expression,
                {
                    "date_from": run.date_from,
                    "date_to": run.date_to,
                    "companies": run.company_id,
                },
            )
            for expression in expressions.filtered(
                lambda item: item.engine in ("tax_tags", "domain", "account_codes")
            )
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_account_moves_all")
        return {**action, "name": self.name, "domain": list(domain), "context": {}}
