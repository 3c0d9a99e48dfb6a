from odoo import api, fields, models
from odoo.exceptions import UserError

ACTIONS = {
    "trial_balance": "ipai_report_engine.ipai_report_trial_balance_action",
    "general_ledger": "ipai_report_engine.ipai_report_general_ledger_action",
    "receivable": "ipai_report_engine.ipai_report_aged_receivable_action",
    "payable": "ipai_report_engine.ipai_report_aged_payable_action",
}


class IpaiReportWizard(models.TransientModel):
    _name = "ipai.report.wizard"
    _description = "Open a Ledger Report"

    report = fields.Selection(
        [
            ("trial_balance", "Trial Balance"),
            ("general_ledger", "General Ledger"),
            ("receivable", "Aged Receivables"),
            ("payable", "Aged Payables"),
        ],
        required=True,
        default="trial_balance",
    )
    date_from = fields.Date(required=True, default=lambda self: self._default_year("date_from"))
    date_to = fields.Date(
        string="Until", required=True, default=fields.Date.context_today
    )

    @api.model
    def _default_year(self, name):
        today = fields.Date.context_today(self)
        return self.env.company.compute_fiscalyear_dates(today)[name]

    def action_open(self):
        self.ensure_one()
        is_aged = self.report in ("receivable", "payable")
        if not is_aged and self.date_to < self.date_from:
            raise UserError(self.env._("A period cannot end before it starts."))
        action = self.env["ir.actions.act_window"]._for_xml_id(ACTIONS[self.report])
        dates = str(self.date_to) if is_aged else f"{self.date_from} – {self.date_to}"
        return {
            **action,
            "name": f"{action['name']} {dates}",
            "context": {
                "report_date_from": str(self.date_from),
                "report_date_to": str(self.date_to),
                "search_default_group_partner": is_aged,
                "search_default_group_account": self.report == "general_ledger",
            },
        }
