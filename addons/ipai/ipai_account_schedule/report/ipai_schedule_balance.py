from odoo import fields, models
from odoo.tools import SQL

from ..models.ipai_schedule import KINDS

# Every movement that schedules plan on a deferral account, and what is posted of it. A row
# without an entry by design (``virtual``) is an amount that was on the account already, or
# that one schedule takes over from another.
MOVEMENTS = """
    SELECT movement.*, schedule.company_id, schedule.partner_id, schedule.kind,
           schedule.deferral_account_id AS account_id, schedule.state,
           CASE WHEN movement.virtual THEN movement.planned ELSE COALESCE(item.balance, 0) END
               AS booked
      FROM (
        SELECT s.id * 4 AS id, s.id AS schedule_id, NULL::int AS line_id, 'opening' AS nature,
               s.opened_on AS date, w.way * s.amount AS planned, s.transfer_move_id AS move_id,
               s.from_account_id = s.deferral_account_id AS virtual
          FROM ipai_schedule s, LATERAL (SELECT CASE WHEN s.kind LIKE '%%_expense' THEN 1
                                                     ELSE -1 END AS way) w
         WHERE s.opened_on IS NOT NULL
         UNION ALL
        SELECT s.id * 4 + 1, s.id, NULL, 'settlement', s.settled_on, -w.way * s.settled_amount,
               s.settlement_move_id, s.settlement_move_id IS NULL
          FROM ipai_schedule s, LATERAL (SELECT CASE WHEN s.kind LIKE '%%_expense' THEN 1
                                                     ELSE -1 END AS way) w
         WHERE s.settled_on IS NOT NULL
         UNION ALL
        SELECT l.id * 4 + 2, l.schedule_id, l.id, 'entry', l.booked_on,
               -w.way * l.booked_amount, l.move_id, FALSE
          FROM ipai_schedule_line l, LATERAL (SELECT CASE WHEN l.kind LIKE '%%_expense' THEN 1
                                                          ELSE -1 END AS way) w
         WHERE l.booked_on IS NOT NULL AND l.is_cancelled IS NOT TRUE
         UNION ALL
        SELECT l.id * 4 + 3, l.schedule_id, l.id, 'reversal',
               COALESCE(l.reversed_on, l.booked_on + 1), w.way * l.booked_amount,
               l.reversal_move_id, FALSE
          FROM ipai_schedule_line l, LATERAL (SELECT CASE WHEN l.kind LIKE '%%_expense' THEN 1
                                                          ELSE -1 END AS way) w
         WHERE l.booked_on IS NOT NULL AND l.is_cancelled IS NOT TRUE
           AND l.kind LIKE 'accrued_%%'
      ) movement
      JOIN ipai_schedule schedule ON schedule.id = movement.schedule_id
      LEFT JOIN LATERAL (
            SELECT SUM(aml.balance) AS balance
              FROM account_move_line aml
             WHERE aml.move_id = movement.move_id AND aml.parent_state = 'posted'
               AND aml.account_id = schedule.deferral_account_id
      ) item ON NOT movement.virtual
"""


class IpaiScheduleBalance(models.Model):
    _name = "ipai.schedule.balance"
    _description = "Movement of a Deferral Account"
    _auto = False
    _order = "date, id"
    _rec_name = "schedule_id"
    # What must be in the database before it is read.
    _depends = {
        "ipai.schedule": [
            "amount",
            "company_id",
            "deferral_account_id",
            "from_account_id",
            "kind",
            "opened_on",
            "partner_id",
            "settled_amount",
            "settled_on",
            "settlement_move_id",
            "state",
            "transfer_move_id",
        ],
        "ipai.schedule.line": [
            "booked_amount",
            "booked_on",
            "is_cancelled",
            "kind",
            "move_id",
            "reversal_move_id",
            "reversed_on",
            "schedule_id",
        ],
        "account.move.line": ["account_id", "balance", "move_id", "parent_state"],
    }

    schedule_id = fields.Many2one("ipai.schedule", readonly=True)
    line_id = fields.Many2one("ipai.schedule.line", string="Entry", readonly=True)
    nature = fields.Selection(
        [
            ("opening", "Deferred"),
            ("entry", "Recognised"),
            ("reversal", "Reversed"),
            ("settlement", "Settled"),
        ],
        readonly=True,
    )
    kind = fields.Selection(KINDS, readonly=True)
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("cancelled", "Cancelled")], readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one("account.account", string="Deferral Account", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    date = fields.Date(readonly=True)
    move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True)
    virtual = fields.Boolean(string="Without Entry", readonly=True)
    planned = fields.Monetary(
        string="Planned", readonly=True, help="Summed up to a date: what should remain then."
    )
    booked = fields.Monetary(
        string="Posted", readonly=True, help="Summed up to a date: what is posted of it."
    )

    @property
    def _table_query(self):
        return SQL(MOVEMENTS)
