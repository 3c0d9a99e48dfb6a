from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import UserError

LAYOUTS = {"S": "SLS", "P": "SLP"}


class IpaiBirVatReturn(models.Model):
    _inherit = "ipai.bir.vat.return"

    def action_write_files(self):
        """Write the monthly lists of sales and of purchases."""
        self.check_access("write")
        for vat_return in self:
            if vat_return.state not in ("computed", "reviewed"):
                raise UserError(self.env._("Compute the return first."))
            nameless = vat_return.slsp_ids.filtered(
                lambda line: line.kind in LAYOUTS and not line.tin
            )
            if nameless:
                raise UserError(
                    self.env._(
                        "The lists name partners by TIN. These have none:\n%s",
                        "\n".join(
                            sorted(
                                {
                                    line.partner_id.name or self.env._("(entries without partner)")
                                    for line in nameless
                                }
                            )
                        ),
                    )
                )
            vat_return.sudo()._write_files()

    def _write_files(self):
        self.file_ids.unlink()
        self.file_ids = self.env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "raw": content,
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for name, content in self._files()
            ]
        )

    def _files(self):
        """Yield name and bytes of three monthly files per list."""
        for kind, code in LAYOUTS.items():
            layout = self.env["ipai.bir.layout"].search([("code", "=", code)], limit=1)
            for number in range(3):
                month = self.period_start + relativedelta(months=number, day=1)
                lines = self.slsp_ids.filtered(
                    lambda line, kind=kind, month=month: (line.kind, line.month) == (kind, month)
                )
                agent = self._agent(month, lines)
                name = layout._render_filename(
                    tin=agent["tin"], branch=agent["branch"], month=month.month, year=month.year
                )
                yield name, layout._render(agent, [line._file_values(agent) for line in lines])

    def _agent(self, month, lines):
        registration = self.registration_id
        address = registration.partner_id
        tax = sum(lines.mapped("tax"))
        refused = self.currency_id.round(self._refused_share() * self._attributable(lines))
        return {
            "tin": registration.tin9,
            "branch": registration.branch_code,
            "registered_name": registration.registered_name,
            "last_name": "",
            "first_name": "",
            "middle_name": "",
            "trade_name": registration.trade_name or registration.registered_name,
            "address1": address.street,
            "address2": " ".join(filter(None, [address.street2, address.city])),
            "rdo": registration.rdo,
            "period": month + relativedelta(day=31),
            "fiscal_month": int(registration.fiscal_month),
            "creditable": tax - refused,
            "non_creditable": refused,
        }

    def _refused_share(self):
        """Return the share of input tax attributed to exempt sales that box 53 refuses."""
        box = self.line_ids.filtered(lambda line: line.code == "2550Q_53")
        return box.balance / box.tax_base if box.tax_base else 0.0

    def _attributable(self, lines):
        items = lines.sudo().move_line_ids.filtered(
            lambda item: "53B" in item.tax_tag_ids.with_context(lang="en_US").mapped("name")
        )
        return sum(items.mapped("balance"))
