import hashlib
import json

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

OPEN_FIELDS = {"registration_id", "period_start", "period_end", "adjustment_ids"}


class IpaiBirVatReturn(models.Model):
    _inherit = "ipai.bir.vat.return"

    @api.model
    def _client_fields(self):
        return OPEN_FIELDS

    def write(self, vals):
        period = OPEN_FIELDS & vals.keys() - {"adjustment_ids"}
        if period and self.filtered(lambda item: item.state in ("reviewed", "filed")):
            raise UserError(self.env._("A reviewed return can no longer change."))
        result = super().write(vals)
        if period:
            self._reset()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unreviewed_only(self):
        if self.filtered(lambda item: item.state in ("reviewed", "filed")):
            raise UserError(self.env._("A reviewed return stays on record."))

    def unlink(self):
        # Their values in the report would outlive the return.
        self.adjustment_ids.unlink()
        return super().unlink()

    def _reset(self):
        """Figures of another period or with other manual lines are no figures."""
        open_returns = self.sudo().filtered(lambda item: item.state in ("draft", "computed"))
        open_returns.line_ids.unlink()
        open_returns.slsp_ids.unlink()
        open_returns.write({"state": "draft", "digest": False, "drift": False, "problems": False})

    def action_compute(self):
        self.check_access("write")
        for vat_return in self:
            if vat_return.state not in ("draft", "computed"):
                raise UserError(self.env._("A reviewed return can no longer change."))
            # With the rights of the user: what may not be read is not added up.
            figures, issues = vat_return._evaluate()
            rows = self.env["ipai.bir.slsp.line"]._rows(vat_return)
            vat_return.sudo()._store(figures, issues, rows)

    def _store(self, figures, issues, rows):
        self.line_ids.unlink()
        self.slsp_ids.unlink()
        self.env["ipai.bir.vat.return.line"].create(list(self._line_values(figures)))
        self.env["ipai.bir.slsp.line"].create(rows)
        problems = issues + self._find_problems(figures)
        self.write(
            {
                "state": "computed",
                "output_tax": figures.get(("2550Q_34", "balance"), 0.0),
                "input_tax": figures.get(("2550Q_60", "balance"), 0.0),
                "net_vat": figures.get(("2550Q_61", "balance"), 0.0),
                "still_payable": figures.get(("2550Q_21", "balance"), 0.0),
                "penalty": figures.get(("2550Q_25", "balance"), 0.0),
                "problems": "\n".join(problems) or False,
                "without_tin_count": len(
                    {row["partner_id"] for row in rows if not row["tin"] and row["kind"] != "I"}
                ),
                "digest": self._digest(figures, rows),
                "drift": False,
                "computed_by_id": self.env.uid,
                "computed_on": fields.Datetime.now(),
                "reviewed_by_id": False,
                "reviewed_on": False,
            }
        )

    def _line_values(self, figures):
        nobody = self.report_id.line_ids.browse()
        children = self.report_id.line_ids.grouped("parent_id")

        def walk(parent):
            for line in children.get(parent, nobody).sorted("sequence"):
                yield line
                yield from walk(line)

        for sequence, line in enumerate(walk(nobody)):
            labels = line.expression_ids.grouped("label")
            yield {
                "return_id": self.id,
                "sequence": sequence,
                "report_line_id": line.id,
                "code": line.code,
                "name": line.name,
                "level": line.hierarchy_level,
                "has_base": "tax_base" in labels,
                "has_amount": "balance" in labels,
                "is_manual": "external" in line.expression_ids.mapped("engine"),
                "tax_base": figures.get((line.code, "tax_base"), 0.0),
                "balance": figures.get((line.code, "balance"), 0.0),
            }

    def _digest(self, figures, rows):
        content = [
            sorted([code or "", label, value] for (code, label), value in figures.items()),
            sorted(
                json.dumps([row["kind"], str(row["month"]), row["partner_id"], row["tax"]]
                           + [row["move_line_ids"][0][2]])
                for row in rows
            ),
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def _check_drift(self):
        """Flag returns whose figures would come out differently today."""
        for vat_return in self.filtered("digest"):
            figures, _issues = vat_return._evaluate()
            rows = self.env["ipai.bir.slsp.line"]._rows(vat_return)
            drift = vat_return._digest(figures, rows) != vat_return.digest
            if drift != vat_return.drift:
                vat_return.sudo().drift = drift

    def action_check_drift(self):
        self.check_access("read")
        self._check_drift()

    def action_review(self):
        self._check_manager(self.env._("Only a BIR manager reviews a return."))
        self._check_drift()
        for vat_return in self:
            vat_return._check_reviewable()
            vat_return.sudo().write(
                {
                    "state": "reviewed",
                    "reviewed_by_id": self.env.uid,
                    "reviewed_on": fields.Datetime.now(),
                }
            )
            vat_return.sudo()._fill_filing()
            vat_return._seal("reviewed")

    def _check_reviewable(self):
        reasons = []
        if self.state != "computed":
            reasons.append(self.env._("It is not computed."))
        if self.computed_by_id == self.env.user:
            reasons.append(self.env._("You computed it; somebody else must review it."))
        if self.drift:
            reasons.append(self.env._("The ledger changed; compute it again."))
        if self.problems:
            reasons.append(self.problems)
        if reasons:
            raise UserError(
                self.env._(
                    "%(name)s cannot be reviewed.\n%(reasons)s",
                    name=self.name,
                    reasons="\n".join(reasons),
                )
            )

    def _fill_filing(self):
        """Hand the amounts over to the draft filing of the quarter."""
        self.filing_id = self._find_filing("2550-Q")
        if self.filing_id.state == "draft":
            amount, penalty = max(self.still_payable, 0.0), max(self.penalty, 0.0)
            self.filing_id.write(
                {"amount": amount, "penalty": penalty, "nil_return": not amount}
            )

    def action_back_to_draft(self):
        self._check_manager(self.env._("Only a BIR manager reopens a return."))
        if self.filtered(lambda item: item.state == "filed"):
            raise UserError(self.env._("A filed return stays. Amend its filing instead."))
        self.sudo().write({"state": "computed"})
        self._reset()

    def action_file(self):
        self._check_manager(self.env._("Only a BIR manager files a return."))
        for vat_return in self:
            if vat_return.state != "reviewed" or not vat_return.filing_id.is_filed:
                raise UserError(
                    self.env._("File the reviewed return's filing first, with its evidence.")
                )
        self.sudo().write({"state": "filed"})
        self._seal("filed")

    def action_open_slsp(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ipai_bir_vat.ipai_bir_slsp_line_action"
        )
        return {**action, "domain": [("return_id", "=", self.id)]}

    @api.onchange("registration_id")
    def _onchange_registration(self):
        """Propose the quarter that ended last."""
        if self.registration_id:
            today = fields.Date.context_today(self)
            for start, end in self._quarters(self.registration_id, today):
                self.period_start, self.period_end = start, end

    @api.model
    def _quarters(self, registration, today):
        obligation = self.env.ref("ipai_bir_base.obligation_2550q")
        since = today - relativedelta(months=4)
        return obligation._periods(int(registration.fiscal_month), since, today)

    @api.model
    def _cron_create(self):
        """Draft the return three days after the quarter, and watch the others."""
        ready = fields.Date.context_today(self) - relativedelta(days=3)
        obligation = self.env.ref("ipai_bir_base.obligation_2550q")
        for registration in self.env["ipai.bir.registration"].search(
            [("obligation_ids", "in", obligation.ids), ("is_head_office", "=", True)]
        ):
            for start, end in list(self._quarters(registration, ready))[-1:]:
                known = [("registration_id", "=", registration.id), ("period_end", "=", end)]
                if not self.search_count(known):
                    self.create(
                        {
                            "registration_id": registration.id,
                            "period_start": start,
                            "period_end": end,
                        }
                    )
        self.search([("digest", "!=", False)])._check_drift()
