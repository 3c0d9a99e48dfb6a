import re
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

# Tag of the 2550Q -> kind of list, column, sign that makes the usual case positive.
# Purchases directly attributable to exempt sales (53A, 53B) are part of box 44.
COLUMNS = {
    "31A": ("S", "taxable", -1),
    "31B": ("S", "tax", -1),
    "32A": ("S", "zero_rated", -1),
    "33A": ("S", "exempt", -1),
    "44A": ("P", "other", 1),
    "44B": ("P", "tax", 1),
    "53A": ("P", "other", 1),
    "53B": ("P", "tax", 1),
    "44SA": ("P", "services", 1),
    "44SB": ("P", "tax", 1),
    "CAPA": ("P", "capital", 1),
    "CAPB": ("P", "tax", 1),
    "48E": ("P", "exempt", 1),
    "48ZR": ("P", "zero_rated", 1),
    "46A": ("I", "taxable", 1),
    "46B": ("I", "tax", 1),
    "49A": ("I", "exempt", 1),
}
AMOUNTS = ("exempt", "zero_rated", "taxable", "services", "capital", "other", "tax")


class IpaiBirSlspLine(models.Model):
    _name = "ipai.bir.slsp.line"
    _description = "Summary List of Sales, Purchases and Importations"
    _order = "return_id, kind desc, month, partner_id, id"
    _rec_name = "partner_id"

    return_id = fields.Many2one(
        "ipai.bir.vat.return", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="return_id.currency_id")
    kind = fields.Selection(
        [("S", "Sales"), ("P", "Purchases"), ("I", "Importations")], required=True, readonly=True
    )
    month = fields.Date(required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True, ondelete="restrict", index=True)
    tin = fields.Char(string="TIN", readonly=True, help="Empty: no TIN of nine digits.")
    exempt = fields.Monetary(readonly=True)
    zero_rated = fields.Monetary(readonly=True)
    taxable = fields.Monetary(readonly=True)
    services = fields.Monetary(readonly=True)
    capital = fields.Monetary(string="Capital Goods", readonly=True)
    other = fields.Monetary(string="Other Goods", readonly=True)
    tax = fields.Monetary(string="VAT", readonly=True)
    move_line_ids = fields.Many2many("account.move.line", string="Journal Items", readonly=True)

    @api.model
    def _rows(self, vat_return):
        """Return the values of every line, by kind, month and commercial partner.

        Read with the rights of the user, from the items the 2550Q adds up.
        """
        lines = self.env["account.move.line"]
        tags = self._tags()
        domain = (
            Domain("company_id", "=", vat_return.company_id.id)
            & Domain("parent_state", "=", "posted")
            & Domain("date", ">=", vat_return.period_start)
            & Domain("date", "<=", vat_return.period_end)
            & Domain("tax_tag_ids", "in", list(tags))
            & lines._get_tax_exigible_domain()
        )
        rows = defaultdict(lambda: {**dict.fromkeys(AMOUNTS, 0.0), "items": set()})
        for partner, tag, month, balance, ids in lines._read_group(
            domain,
            ["partner_id", "tax_tag_ids", "date:month"],
            ["balance:sum", "id:array_agg"],
        ):
            if tag.id in tags:
                kind, column, sign = tags[tag.id]
                row = rows[kind, month, partner.commercial_partner_id]
                row[column] += sign * balance
                row["items"].update(ids)
        return [
            self._line_values(vat_return, *key, row)
            for key, row in rows.items()
            if any(not vat_return.currency_id.is_zero(row[column]) for column in AMOUNTS)
        ]

    @api.model
    def _tags(self):
        tags = self.env["account.account.tag"].with_context(active_test=False, lang="en_US")
        found = tags.search(
            Domain("applicability", "=", "taxes")
            & Domain("country_id.code", "=", "PH")
            & Domain("name", "in", list(COLUMNS))
        )
        return {tag.id: COLUMNS[tag.name] for tag in found}

    @api.model
    def _line_values(self, vat_return, kind, month, partner, row):
        digits = re.sub(r"\D", "", partner.vat or "")
        return {
            "return_id": vat_return.id,
            "kind": kind,
            "month": month,
            "partner_id": partner.id,
            "tin": digits[:9] if 9 <= len(digits) <= 14 else False,
            "move_line_ids": [fields.Command.set(sorted(row["items"]))],
            **{column: vat_return.currency_id.round(row[column]) for column in AMOUNTS},
        }

    def _file_values(self, agent):
        partner = self.partner_id
        is_person = not partner.is_company
        return {
            **agent,
            "tin": self.tin,
            "own_tin": agent["tin"],
            "registered_name": "" if is_person else partner.name,
            "last_name": (partner.last_name or partner.name) if is_person else "",
            "first_name": is_person and partner.first_name,
            "middle_name": is_person and partner.middle_name,
            "address1": partner.street,
            "address2": " ".join(filter(None, [partner.street2, partner.city])),
            **{column: self[column] for column in AMOUNTS},
        }

    def action_open_entries(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_account_moves_all")
        return {**action, "domain": [("id", "in", self.move_line_ids.ids)], "context": {}}
