from odoo import fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    bir_registration_id = fields.Many2one(
        "ipai.bir.registration",
        string="BIR Branch",
        check_company=True,
        index="btree_not_null",
        help="Branch that withholds and reports what is posted in this journal. "
        "Empty: the head office.",
    )
