import hashlib
import json

from odoo import api, models, release
from odoo.tools import str2bool


class IpaiParityFacts(models.AbstractModel):
    _name = "ipai.parity.facts"
    _description = "Runtime Facts"

    @api.model
    def _facts(self):
        """Return what runs in this database: counts and names of software, no business data.

        Read only, in a fixed number of queries. ``sha256`` covers everything else, so two
        equal digests mean nothing changed.
        """
        facts = {
            "version": 1,
            "release": {"version": release.version, "series": release.series},
            "neutralized": self._parameter("database.is_neutralized"),
            "modules": self._modules(),
            "crons": self._crons(),
            "mail": {"unsent": self._count_unsent()},
            "security": self._security(),
            "result": self.env["ipai.parity.result"].sudo()._latest(),
        }
        return {**facts, "sha256": self._digest(facts)}

    @api.model
    def _digest(self, facts):
        content = json.dumps(facts, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()

    @api.model
    def _parameter(self, key):
        return str2bool(self.env["ir.config_parameter"].sudo().get_param(key), False)

    @api.model
    def _modules(self):
        modules = self.env["ir.module.module"].sudo().search_fetch(
            [("state", "not in", ("uninstalled", "uninstallable"))],
            ["name", "state", "latest_version"],
            order="name",
        )
        return [
            {"name": module.name, "state": module.state, "version": module.latest_version}
            for module in modules
        ]

    @api.model
    def _crons(self):
        crons = self.env["ir.cron"].sudo()
        return {
            "active": crons.search_count([]),
            "failing": [
                {"name": cron.cron_name, "failures": cron.failure_count}
                for cron in crons.search([("failure_count", ">", 0)], order="id")
            ],
        }

    @api.model
    def _count_unsent(self):
        mails = self.env["mail.mail"].sudo()
        return mails.search_count([("state", "in", ("outgoing", "exception"))])

    @api.model
    def _security(self):
        """Return the number of access rights and record rules of every model that has any."""
        counts = {}
        for name, kind in (("ir.model.access", "access"), ("ir.rule", "rules")):
            for model, count in (
                self.env[name].sudo()._read_group([], ["model_id"], ["__count"])
            ):
                counts.setdefault(model.model, {"access": 0, "rules": 0})[kind] = count
        return dict(sorted(counts.items()))
