from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ipai_evidence.models.ipai_controlled_mixin import Freeze


class IpaiBirVatAdjustment(models.Model):
    _name = "ipai.bir.vat.adjustment"
    _description = "Manual Line of a VAT Return"
    _inherit = ["ipai.controlled.mixin"]
    _order = "return_id, id"
    _rec_name = "reason"

    return_id = fields.Many2one(
        "ipai.bir.vat.return", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="return_id.currency_id")
    expression_id = fields.Many2one(
        "account.report.expression",
        string="Line",
        required=True,
        ondelete="restrict",
        domain="[('engine', '=', 'external'), ('report_line_id.report_id', '=', parent.report_id)]",
    )
    amount = fields.Monetary(required=True)
    reason = fields.Char(required=True, help="What the amount is, and where it is proven.")
    external_value_id = fields.Many2one(
        "account.report.external.value", readonly=True, copy=False, ondelete="set null"
    )

    @api.constrains("expression_id")
    def _check_expression(self):
        for adjustment in self:
            expression = adjustment.expression_id
            is_own = expression.report_line_id.report_id == adjustment.return_id.report_id
            if expression.engine != "external" or not is_own:
                raise ValidationError(
                    self.env._("%s is computed, not entered.", expression.display_name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        adjustments = super().create(vals_list)
        for adjustment in adjustments:
            adjustment.sudo().external_value_id = (
                self.env["account.report.external.value"].sudo().create(adjustment._values())
            )
        adjustments.return_id._reset()
        return adjustments

    def write(self, vals):
        if vals.keys() == {"external_value_id"}:
            return super().write(vals)
        returns = self.return_id
        result = super().write(vals)
        for adjustment in self:
            adjustment.sudo().external_value_id.write(adjustment._values())
        # A line that moved changes the return that it left, too.
        (returns | self.return_id)._reset()
        return result

    def unlink(self):
        # Its own value goes first, so what forbids it must speak before.
        self._unlink_except_frozen()
        returns = self.return_id
        self.sudo().external_value_id.unlink()
        result = super().unlink()
        returns._reset()
        return result

    def _values(self):
        return {
            "name": self.reason,
            "value": self.amount,
            "date": self.return_id.period_end,
            "target_report_expression_id": self.expression_id.id,
            "company_id": self.company_id.id,
        }

    @api.model
    def _controls(self):
        message = self.env._("a reviewed return can no longer change.")
        return [Freeze("return_id.state", ("reviewed", "filed"), message)]
