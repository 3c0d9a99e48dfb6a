import re
from ast import literal_eval
from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.account.models.account_report import (
    ACCOUNT_CODES_ENGINE_SPLIT_REGEX,
    ACCOUNT_CODES_ENGINE_TERM_REGEX,
)


class IpaiReportEvaluator(models.AbstractModel):
    _name = "ipai.report.evaluator"
    _description = "Accounting Report Evaluator"

    @api.model
    def _evaluate(self, report, date_from, date_to, companies=None):
        """Return the value of every expression of a report, and what went wrong.

        Journal items are read with the rights of the user, never as superuser.

        :param report: ``account.report``; its sections are evaluated too
        :param companies: of one currency; the current company by default
        :return: ``({expression: value}, [issue, ...])``; an expression that cannot be
            computed has no value and an issue
        """
        companies = companies or self.env.company
        if len(companies.currency_id) > 1:
            raise UserError(self.env._("Companies of several currencies cannot be added up."))
        lines = (report | report.section_report_ids).line_ids
        period = {
            "date_from": date_from,
            "date_to": date_to,
            "companies": companies,
            "values": {},
            "issues": [],
        }
        expressions = lines.expression_ids._expand_aggregations()
        for engine, group in expressions.grouped("engine").items():
            if engine != "aggregation":
                getattr(self, f"_evaluate_{engine}")(group, period)
        self._evaluate_aggregations(expressions, period)
        return period["values"], period["issues"]

    @api.model
    def _items_domain(self, expression, period):
        """Return the journal items an expression rests on, also for drilling down."""
        report = expression.report_line_id.report_id
        domain = self._period_domain(expression.date_scope, period)
        if report.only_tax_exigible:
            domain &= self.env["account.move.line"]._get_tax_exigible_domain()
        if expression.engine == "tax_tags":
            domain &= Domain("tax_tag_ids", "in", self._tags(expression).ids)
        elif expression.engine == "domain":
            domain &= Domain(literal_eval(expression.formula))
        elif expression.engine == "account_codes":
            accounts = self.env["account.account"].search(
                Domain("company_ids", "parent_of", period["companies"].ids)
            )
            terms = self._account_terms(expression)
            domain &= Domain(
                "account_id",
                "in",
                [account.id for account in accounts if self._account_signs(account, terms)],
            )
        else:
            return Domain.FALSE
        return domain

    @api.model
    def _period_domain(self, scope, period):
        return Domain("parent_state", "=", "posted") & Domain.OR(
            Domain("company_id", "=", company.id) & self._dates_domain(scope, period, company)
            for company in period["companies"]
        )

    @api.model
    def _dates_domain(self, scope, period, company):
        first, last = self._scope_dates(scope, period, company)
        domain = Domain("date", "<=", last)
        return domain & Domain("date", ">=", first) if first else domain

    @api.model
    def _scope_dates(self, scope, period, company):
        """Return the first day, None for the very start, and the last day."""
        date_from, date_to = period["date_from"], period["date_to"]
        year_start = company.compute_fiscalyear_dates(date_to)["date_from"]
        a_day = timedelta(days=1)
        return {
            "strict_range": (date_from, date_to),
            "from_beginning": (None, date_to),
            "from_fiscalyear": (year_start, date_to),
            "to_beginning_of_period": (None, date_from - a_day),
            "to_beginning_of_fiscalyear": (None, year_start - a_day),
            # Without tax closings the last return ends where this one starts.
            "previous_return_period": (None, date_from - a_day),
        }[scope]

    @api.model
    def _tags(self, expression):
        country = expression.report_line_id.report_id.country_id
        tags = self.env["account.account.tag"].with_context(active_test=False, lang="en_US")
        return tags.search(tags._get_tax_tags_domain(expression.formula, country.id))

    def _evaluate_tax_tags(self, expressions, period):
        """Tags carry no sign since Odoo 19: the formula does, as in ``-31A``."""
        by_source = expressions.grouped(
            lambda item: (item.date_scope, item.report_line_id.report_id.only_tax_exigible)
        )
        for (scope, only_exigible), group in by_source.items():
            tags = {expression: self._tags(expression) for expression in group}
            domain = self._period_domain(scope, period) & Domain(
                "tax_tag_ids", "in", [tag.id for found in tags.values() for tag in found]
            )
            lines = self.env["account.move.line"]
            if only_exigible:
                domain &= lines._get_tax_exigible_domain()
            sums = dict(lines._read_group(domain, ["tax_tag_ids"], ["balance:sum"]))
            for expression, found in tags.items():
                sign = -1 if expression.formula.startswith("-") else 1
                period["values"][expression] = sign * sum(sums.get(tag, 0.0) for tag in found)

    def _evaluate_account_codes(self, expressions, period):
        for scope, group in expressions.grouped("date_scope").items():
            balances = self.env["account.move.line"]._read_group(
                self._period_domain(scope, period), ["account_id"], ["balance:sum"]
            )
            for expression in group:
                terms = self._account_terms(expression)
                period["values"][expression] = sum(
                    sign * balance
                    for account, balance in balances
                    for sign, side in self._account_signs(account, terms)
                    if not side or (balance > 0) == (side == "D")
                )

    @api.model
    def _account_terms(self, expression):
        """Return ``(sign, prefix, excluded prefixes, side)`` of each term of a formula."""
        text = re.sub(r"\s", "", expression.formula)
        terms = []
        for token in filter(None, ACCOUNT_CODES_ENGINE_SPLIT_REGEX.split(text)):
            match = ACCOUNT_CODES_ENGINE_TERM_REGEX.match(token)
            if not match:
                raise UserError(
                    self.env._(
                        "Cannot read %(token)s in the account codes of %(expression)s.",
                        token=token,
                        expression=expression.display_name,
                    )
                )
            excluded = tuple(filter(None, (match["excluded_prefixes"] or "").split(",")))
            sign = -1 if match["sign"] == "-" else 1
            terms.append((sign, match["prefix"], excluded, match["balance_character"]))
        return terms

    @api.model
    def _account_signs(self, account, terms):
        """Return sign and side of every term an account belongs to."""
        code = account.code or ""
        return [
            (sign, side)
            for sign, prefix, excluded, side in terms
            if (
                account.tag_ids & self._account_tag(prefix)
                if prefix.startswith("tag(")
                else code.startswith(prefix)
            )
            and not (excluded and code.startswith(excluded))
        ]

    @api.model
    def _account_tag(self, prefix):
        reference = prefix[4:-1]
        if reference.isdigit():
            return self.env["account.account.tag"].browse(int(reference))
        return self.env.ref(reference)

    def _evaluate_domain(self, expressions, period):
        for expression in expressions:
            [(balance, count)] = self.env["account.move.line"]._read_group(
                self._items_domain(expression, period), aggregates=["balance:sum", "__count"]
            )
            value = self._domain_value(expression.subformula, balance or 0.0, count)
            if value is None:
                self._add_issue(period, expression, self.env._("unknown subformula"))
            else:
                period["values"][expression] = value

    @api.model
    def _domain_value(self, subformula, balance, count):
        sign = -1 if subformula.startswith("-") else 1
        return {
            "sum": sign * balance,
            "sum_if_pos": sign * max(balance, 0.0),
            "sum_if_neg": sign * min(balance, 0.0),
            "count_rows": count,
        }.get(subformula.lstrip("-"))

    def _evaluate_external(self, expressions, period):
        """Values entered by hand, by company and date."""
        entered = defaultdict(list)
        for value in self.env["account.report.external.value"].search(
            Domain("target_report_expression_id", "in", expressions.ids)
            & Domain("company_id", "in", period["companies"].ids),
            order="date, id",
        ):
            expression = value.target_report_expression_id
            first, last = self._scope_dates(expression.date_scope, period, value.company_id)
            if value.date <= last and (not first or value.date >= first):
                entered[expression].append(value.value)
        for expression in expressions:
            values = entered[expression] or [0.0]
            is_last = expression.formula == "most_recent"
            period["values"][expression] = values[-1] if is_last else sum(values)

    def _evaluate_custom(self, expressions, period):
        for expression in expressions:
            self._add_issue(
                period, expression, self.env._("computed by a function that is not installed")
            )

    @api.model
    def _add_issue(self, period, expression, reason):
        period["issues"].append(f"{expression.display_name}: {reason}")
