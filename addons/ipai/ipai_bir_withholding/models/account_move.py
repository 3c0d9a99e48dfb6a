from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        was_posted = self.filtered(lambda move: move.state == "posted")
        result = super().write(vals)
        if vals.get("state") in ("draft", "cancel") and was_posted:
            was_posted._flag_certificates()
        return result

    def _flag_certificates(self):
        """An entry under an issued certificate left the books: say so now, not at night."""
        lines = self.env["ipai.bir.certificate.line"].sudo().search(
            [
                ("move_line_ids.move_id", "in", self.ids),
                ("certificate_id.state", "=", "issued"),
            ]
        )
        for certificate in lines.certificate_id.filtered(lambda item: not item.drift):
            moves = lines.filtered(lambda line, c=certificate: line.certificate_id == c)
            names = (moves.move_line_ids.move_id & self).mapped("name")
            certificate.drift = True
            certificate.message_post(
                body=self.env._(
                    "%(user)s took %(entries)s back to draft: this certificate rests on it.",
                    user=self.env.user.name,
                    entries=", ".join(sorted(names)),
                )
            )
