from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

# Tags that l10n_ph puts on journal items; tags carry no sign in Odoo 19.
# (tags of the base, tags of the tax, sign that makes the usual case positive)
KINDS = {
    "expanded": (("1601/1604A", "1601/1604EX"), ("1601/1604B",), 1),
    "final": (("1601/1604FA",), ("1601/1604FB",), 1),
    "received": (("1701/1702A",), ("1701/1702B",), -1),
}


class IpaiBirWithholding(models.AbstractModel):
    _name = "ipai.bir.withholding"
    _description = "Withholding Tax in the Ledger"

    @api.model
    def _rows(self, registration, kind, start, end):
        """Return what was withheld, by payee, tax code and rate.

        Amounts are in company currency, refunds negative, read from posted journal
        items: the base from base lines, so that 0 % exempt codes, which make no tax
        line, are there too.

        :return: ``{(partner, atc, rate): {"months": {1..12: base}, "base", "tax",
            "move_line_ids"}}`` with the commercial partner and the code as text
        """
        rows = defaultdict(
            lambda: {"months": defaultdict(float), "base": 0.0, "tax": 0.0, "move_line_ids": []}
        )
        sign = KINDS[kind][2]
        taxes = self._taxes(registration.company_id, kind)
        lines = self.env["account.move.line"].sudo()
        base_tags, tax_tags = self._tags(kind)
        domain = self._domain(registration, start, end)
        for partner, tax, month, balance, ids in lines._read_group(
            domain & Domain("tax_tag_ids", "in", base_tags.ids),
            ["partner_id", "tax_ids", "date:month"],
            ["balance:sum", "id:array_agg"],
        ):
            if tax in taxes:
                row = rows[self._key(partner, tax)]
                row["months"][month.month] += sign * balance
                row["base"] += sign * balance
                row["move_line_ids"] += ids
        for partner, tax, balance, ids in lines._read_group(
            domain & Domain("tax_tag_ids", "in", tax_tags.ids),
            ["partner_id", "tax_line_id"],
            ["balance:sum", "id:array_agg"],
        ):
            row = rows[self._key(partner, tax)]
            row["tax"] -= sign * balance
            row["move_line_ids"] += ids
        return self._rounded(rows, registration.company_id.currency_id)

    @api.model
    def _rounded(self, rows, currency):
        """Take the float noise of sums away, and rows that net to nothing."""
        result = {}
        for key, row in rows.items():
            base, tax = currency.round(row["base"]), currency.round(row["tax"])
            if base or tax:
                months = {month: currency.round(amount) for month, amount in row["months"].items()}
                result[key] = {**row, "months": months, "base": base, "tax": tax}
        return result

    @api.model
    def _key(self, partner, tax):
        return partner.commercial_partner_id, tax.l10n_ph_atc or "", abs(tax.amount)

    @api.model
    def _tags(self, kind):
        base_names, tax_names, _sign = KINDS[kind]
        tags = self.env["account.account.tag"].sudo()
        domain = Domain("applicability", "=", "taxes") & Domain("country_id.code", "=", "PH")
        found = tags.search(domain & Domain("name", "in", base_names + tax_names))
        return (
            found.filtered(lambda tag: tag.name in base_names),
            found.filtered(lambda tag: tag.name in tax_names),
        )

    @api.model
    def _taxes(self, company, kind):
        """Return the taxes whose base carries the tags of this kind, archived ones too."""
        base_tags, _tax_tags = self._tags(kind)
        parts = self.env["account.tax.repartition.line"].sudo()
        return parts.search(
            Domain("company_id", "parent_of", company.id)
            & Domain("repartition_type", "=", "base")
            & Domain("tag_ids", "in", base_tags.ids)
        ).tax_id

    @api.model
    def _domain(self, registration, start, end):
        return (
            Domain("company_id", "=", registration.company_id.id)
            & Domain("parent_state", "=", "posted")
            & Domain("date", ">=", start)
            & Domain("date", "<=", end)
            & self._branch_domain(registration)
        )

    @api.model
    def _branch_domain(self, registration):
        """Journals of the branch; the head office takes what no branch claims."""
        if registration == self._default_registration(registration.company_id):
            others = self.env["account.journal"].sudo().with_context(active_test=False)
            claimed = others.search(
                Domain("bir_registration_id", "!=", False)
                & Domain("bir_registration_id", "!=", registration.id)
            )
            return Domain("journal_id", "not in", claimed.ids)
        return Domain("journal_id.bir_registration_id", "=", registration.id)

    @api.model
    def _default_registration(self, company):
        registrations = self.env["ipai.bir.registration"].sudo()
        return registrations.search(
            [("company_id", "=", company.id)], order="is_head_office desc, branch_code", limit=1
        )

    @api.model
    def _account_movement(self, registration, kind, start, end):
        """Return what the ledger accounts of this tax moved, remittances left out.

        A bank or cash entry without the tax's tag pays the tax and withholds nothing.
        """
        _base_tags, tax_tags = self._tags(kind)
        domain = (
            self._domain(registration, start, end)
            & Domain("account_id", "in", self._accounts(registration.company_id, kind).ids)
            & (
                Domain("journal_id.type", "not in", ("bank", "cash"))
                | Domain("tax_tag_ids", "in", tax_tags.ids)
            )
            # The chart books some codes of both directions on one account.
            & ~Domain("tax_tag_ids", "in", self._other_tags(kind).ids)
        )
        lines = self.env["account.move.line"].sudo()
        [(balance,)] = lines._read_group(domain, aggregates=["balance:sum"])
        return registration.company_id.currency_id.round(-KINDS[kind][2] * (balance or 0.0))

    @api.model
    def _other_tags(self, kind):
        others = [self._tags(other)[1] for other in KINDS if other != kind]
        return others[0].union(*others)

    @api.model
    def _accounts(self, company, kind):
        _base_tags, tax_tags = self._tags(kind)
        parts = self.env["account.tax.repartition.line"].sudo()
        return parts.search(
            Domain("company_id", "parent_of", company.id) & Domain("tag_ids", "in", tax_tags.ids)
        ).account_id
