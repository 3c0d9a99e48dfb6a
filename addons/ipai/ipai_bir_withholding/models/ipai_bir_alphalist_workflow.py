import base64

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .ipai_bir_alphalist import LISTS

OPEN_FIELDS = {"kind", "sawt_form", "registration_id", "period_start", "period_end"}


class IpaiBirAlphalist(models.Model):
    _inherit = "ipai.bir.alphalist"

    @api.model
    def _client_fields(self):
        return OPEN_FIELDS

    def write(self, vals):
        if OPEN_FIELDS & vals.keys() and self.filtered(lambda item: item.state != "draft"):
            raise UserError(self.env._("A prepared list can no longer change."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if self.filtered(lambda alphalist: alphalist.state != "draft"):
            raise UserError(self.env._("A prepared list stays on record."))

    def action_compute(self):
        """Read the ledger again."""
        self.check_access("write")
        for alphalist in self.sudo():
            if alphalist.state != "draft":
                raise UserError(self.env._("A prepared list can no longer change."))
            alphalist._compute_from_ledger()

    def _compute_from_ledger(self):
        kind = LISTS[self.kind][0]
        source = self.env["ipai.bir.withholding"]
        period = self.registration_id, kind, self.period_start, self.period_end
        rows = source._rows(*period)
        if self.kind == "sawt":
            payers = self._certificates().partner_id
            rows = {key: row for key, row in rows.items() if key[0] in payers}
        self.line_ids.unlink()
        self.write(
            {
                "line_ids": [
                    Command.create(values) for values in self._line_values(rows)
                ],
                "certificate_tax": self.currency_id.round(
                    sum(self._certificates().mapped("amount_tax"))
                ),
                "account_tax": source._account_movement(*period),
                "dat_file": False,
                "dat_filename": False,
            }
        )
        self.problems = "\n".join(self._find_problems()) or False

    def _line_values(self, rows):
        ordered = sorted(
            rows.items(), key=lambda item: (item[0][0].name or "", item[0][0].id, item[0][1:])
        )
        atcs = self.env["ipai.bir.atc"]
        codes = {atc: atcs._find(atc, self.period_end).id for (_p, atc, _r), _row in ordered}
        for sequence, ((partner, atc, rate), row) in enumerate(ordered, start=1):
            tin, branch = partner._bir_tin() if partner else ("", "")
            yield {
                "sequence": sequence,
                "partner_id": partner.id,
                "tin": tin,
                "branch": branch,
                **(partner._bir_names() if partner else {}),
                "atc": atc,
                "atc_id": codes[atc],
                "rate": rate,
                "base": row["base"],
                "tax": row["tax"],
            }

    def _certificates(self):
        """Return the certificates whose period lies within this one."""
        kind, form = LISTS[self.kind][:2]
        return self.env["ipai.bir.certificate"].search(
            [
                ("registration_id", "=", self.registration_id.id),
                ("form", "=", form),
                ("direction", "=", "received" if kind == "received" else "issued"),
                ("state", "=", "issued"),
                ("period_start", ">=", self.period_start),
                ("period_end", "<=", self.period_end),
            ]
        )

    def _find_problems(self):
        problems = []
        for line in self.line_ids:
            if not line.tin:
                payee = line.partner_id.name or self.env._("Entries without a partner")
                problems.append(self.env._("%s: no valid TIN.", payee))
            if not line.atc_id:
                problems.append(
                    self.env._(
                        "%(payee)s: tax code %(atc)s is unknown.",
                        payee=line.partner_id.name,
                        atc=line.atc or self.env._("(none)"),
                    )
                )
        if not self.currency_id.is_zero(self.difference):
            problems.append(
                self.env._(
                    "List %(listed)s, certificates %(certificates)s and accounts %(accounts)s "
                    "do not agree.",
                    listed=self.currency_id.format(self.amount_tax),
                    certificates=self.currency_id.format(self.certificate_tax),
                    accounts=self.currency_id.format(self.account_tax),
                )
            )
        return problems

    def action_prepare(self):
        """Compute once more, refuse what does not tie, and write the file."""
        self.action_compute()
        for alphalist in self.sudo():
            if alphalist.problems:
                raise UserError(
                    self.env._(
                        "%(name)s cannot be prepared.\n%(problems)s",
                        name=alphalist.name,
                        problems=alphalist.problems,
                    )
                )
            alphalist.state = "prepared"
            alphalist._write_file()
            alphalist._fill_filing()

    def action_back_to_draft(self):
        self.check_access("write")
        if self.filtered("filing_id.is_filed"):
            raise UserError(self.env._("The return was filed: amend it first."))
        self.sudo().write({"state": "draft", "dat_file": False, "dat_filename": False})

    def _write_file(self):
        tin, branch = self.registration_id.tin9, self.registration_id.branch_code
        agent = {
            "form": self.sawt_form if self.kind == "sawt" else LISTS[self.kind][4],
            "tin": tin,
            "branch": branch,
            "registered_name": self.registration_id.registered_name,
            "last_name": "",
            "first_name": "",
            "middle_name": "",
            "period": self.period_end,
            "rdo": self.registration_id.rdo,
        }
        content = self.layout_id._render(
            agent, [line._file_values(agent) for line in self.line_ids], agent
        )
        self.dat_file = base64.b64encode(content)
        self.dat_filename = self.layout_id._render_filename(
            tin=tin, branch=branch, month=self.period_end.month, year=self.period_end.year
        )

    def _fill_filing(self):
        """Hand the amount over to the draft filing of the return."""
        code = LISTS[self.kind][2]
        filing = code and self._find_filing(code)
        if not filing:
            return
        self.filing_id = filing
        if filing.state == "draft" and filing.obligation_kind == "return":
            filing.write({"amount": max(self.payable, 0.0), "nil_return": self.payable <= 0})
            filing.message_post(body=self.env._("Amount taken from %s.", self._get_html_link()))

    @api.onchange("kind", "registration_id")
    def _onchange_kind(self):
        """Propose the period that ended last."""
        today = fields.Date.context_today(self)
        if self.kind == "1604e":
            self.period_end = today.replace(year=today.year - 1, month=12, day=31)
            self.period_start = self.period_end.replace(month=1, day=1)
        else:
            certificates = self.env["ipai.bir.certificate"]
            self.period_start, self.period_end = certificates._last_quarter(today)


class IpaiBirAlphalistLine(models.Model):
    _inherit = "ipai.bir.alphalist.line"

    def _file_values(self, agent):
        # The annual list names the withholding agent on every line, the others the payee.
        is_annual = self.alphalist_id.kind == "1604e"
        return {
            **agent,
            "seq": self.sequence,
            "tin": agent["tin"] if is_annual else self.tin,
            "branch": agent["branch"] if is_annual else self.branch,
            "payee_tin": self.tin,
            "payee_branch": self.branch,
            "registered_name": self.registered_name,
            "last_name": self.last_name,
            "first_name": self.first_name,
            "middle_name": self.middle_name,
            "atc": self.atc,
            "nature": self.nature,
            "rate": self.rate,
            "base": self.base,
            "tax": self.tax,
        }
