from odoo import api, models

LINE = (
    "name",
    "product_id",
    "product_qty",
    "product_uom_id",
    "price_unit",
    "discount",
    "tax_ids",
    "analytic_distribution",
    "date_planned",
)


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "ipai.approval.mixin"]

    _approval_fields = (
        "partner_id",
        "dest_address_id",
        "currency_id",
        "payment_term_id",
        "fiscal_position_id",
        "partner_ref",
        "amount_untaxed",
        "amount_tax",
        "amount_total",
        "amount_total_cc",
    )
    _approval_lines = {"order_line": LINE}
    _approval_terms = ("partner_id", "dest_address_id", "currency_id", "payment_term_id")

    def _approval_open(self):
        return self.filtered(lambda order: order.state != "purchase")

    def _approval_void(self):
        return self.filtered(lambda order: order.state == "cancel")

    def _approval_amounts(self):
        return self.amount_total, self.currency_id, self.amount_total_cc

    def button_confirm(self):
        with self._approved():
            return super().button_confirm()

    def button_approve(self, force=False):
        with self._approved():
            return super().button_approve(force=force)

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        (orders - orders._approval_open())._refuse_confirmed()
        return orders

    def write(self, vals):
        if vals.get("state") != "purchase":
            return super().write(vals)
        with self._approved(unchanged=True):
            return super().write(vals)
