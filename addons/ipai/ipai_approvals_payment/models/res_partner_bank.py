from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

CONTENT = {"acc_number", "partner_id", "bank_id", "acc_holder_name", "currency_id"}
STAMPS = {"ipai_doer_ids", "ipai_trusted_by_id", "ipai_trusted_on"}


class ResPartnerBank(models.Model):
    """A vendor's account is entered by one person and trusted by another, and cools off."""

    _inherit = "res.partner.bank"

    ipai_doer_ids = fields.Many2many(
        "res.users",
        "ipai_partner_bank_doer_rel",
        string="Entered or Changed By",
        readonly=True,
        copy=False,
    )
    ipai_trusted_by_id = fields.Many2one(
        "res.users", string="Trusted By", readonly=True, copy=False, tracking=True
    )
    ipai_trusted_on = fields.Datetime(string="Trusted On", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_bank_stamps(vals)
        banks = super().create(vals_list)
        banks.sudo().write({"ipai_doer_ids": [fields.Command.link(self.env.uid)]})
        return banks

    def write(self, vals):
        self._check_bank_stamps(vals)
        if vals.get("allow_out_payment"):
            self._check_second_person(vals)
        result = super().write(vals)
        if CONTENT & vals.keys():
            forget = {"ipai_trusted_by_id": False, "ipai_trusted_on": False}
            if "allow_out_payment" not in vals:
                forget["allow_out_payment"] = False
            doer = [fields.Command.link(self.env.uid)]
            super(ResPartnerBank, self.sudo()).write({**forget, "ipai_doer_ids": doer})
        if vals.get("allow_out_payment"):
            super(ResPartnerBank, self.sudo()).write(
                {"ipai_trusted_by_id": self.env.uid, "ipai_trusted_on": fields.Datetime.now()}
            )
        return result

    @api.model
    def _check_bank_stamps(self, vals):
        if STAMPS & vals.keys() and not self.env.su:
            raise AccessError(self.env._("Who entered and trusted an account is set by Odoo."))

    def _check_second_person(self, vals):
        """Refuse trust by whoever entered or changed the account, now or before."""
        if self.env.su:
            return
        if CONTENT & vals.keys():
            raise UserError(self.env._("An account is not changed and trusted at once."))
        for bank in self.filtered(lambda item: not item.allow_out_payment).sudo():
            if self.env.user in bank.ipai_doer_ids | bank.create_uid:
                raise UserError(
                    self.env._(
                        "You entered or changed %s: somebody else must trust it.",
                        bank.display_name,
                    )
                )

    def _check_payable(self, company):
        """Refuse an account that is not trusted, or only just."""
        own = self.env["res.company"].sudo().search([]).partner_id
        cooling = timedelta(days=company.ipai_bank_cooling_days)
        for bank in self.filtered(lambda item: item.partner_id not in own):
            if not bank.allow_out_payment:
                raise UserError(
                    self.env._("%s is not trusted: somebody must check it.", bank.display_name)
                )
            # Trusted before this module came: nothing to wait for.
            if bank.ipai_trusted_on and bank.ipai_trusted_on + cooling > fields.Datetime.now():
                raise UserError(
                    self.env._(
                        "%(account)s was trusted on %(day)s: nothing is paid into it before"
                        " %(until)s.",
                        account=bank.display_name,
                        day=bank.ipai_trusted_on.date(),
                        until=(bank.ipai_trusted_on + cooling).date(),
                    )
                )
