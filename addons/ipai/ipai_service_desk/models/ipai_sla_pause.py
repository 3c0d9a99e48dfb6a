import pytz

from odoo import api, fields, models


class IpaiSlaPause(models.Model):
    _name = "ipai.sla.pause"
    _description = "Pause of a Ticket's Clock"
    _order = "started_on, id"

    task_id = fields.Many2one("project.task", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    kind = fields.Selection(
        [("waiting", "Waiting for the requester"), ("closed", "Closed")], required=True
    )
    started_on = fields.Datetime(required=True)
    ended_on = fields.Datetime(help="Empty while the clock stands still.")
    reminded_on = fields.Datetime(string="Requester Reminded")

    _one_open = models.UniqueIndex(
        "(task_id) WHERE ended_on IS NULL", "The clock of this ticket stands still already."
    )

    def _open(self):
        return self.filtered(lambda pause: not pause.ended_on)[:1]

    def _working_seconds(self, calendar, start, end):
        """Return how many working seconds the pauses took between two UTC moments."""
        return sum(
            self._working_seconds_between(
                calendar, max(start, pause.started_on), min(end, pause.ended_on or end)
            )
            for pause in self
        )

    @api.model
    def _working_seconds_between(self, calendar, start, end):
        """Return the working seconds of a calendar, holidays left out, between two UTC moments."""
        if end <= start:
            return 0
        span = pytz.utc.localize(start), pytz.utc.localize(end)
        worked = calendar._work_intervals_batch(*span)[False]
        return round(sum((stop - begin).total_seconds() for begin, stop, _meta in worked))
