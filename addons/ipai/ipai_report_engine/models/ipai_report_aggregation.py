import re

from odoo import api, models

from odoo.addons.account.models.account_report import CROSS_REPORT_REGEX

from .formula import evaluate

BOUND = r"\w+\(-?[\d.]+\)"
IF_VALUE = re.compile(rf"^if_(above|below|between)\(({BOUND})(?:,\s*({BOUND}))?\)$")
IF_OTHER = re.compile(rf"^if_other_expr_(above|below)\((.+)\.(.+?),\s*({BOUND})\)$")
ROUND = re.compile(r"^round\((-?\d+)\)$")


class IpaiReportEvaluator(models.AbstractModel):
    _inherit = "ipai.report.evaluator"

    def _evaluate_aggregations(self, expressions, period):
        """Compute formulas on other expressions, each once and in any order."""
        index = {
            (item.report_line_id.report_id, item.report_line_id.code, item.label): item
            for item in expressions
        }
        for expression in expressions.filtered(lambda item: item.engine == "aggregation"):
            self._aggregate(expression, index, period, ())

    def _aggregate(self, expression, index, period, path):
        values = period["values"]
        if expression.engine != "aggregation" or expression in values:
            return values.get(expression, 0.0)
        if expression in path:
            raise RecursionError(expression.display_name)

        def lookup(code, label, report=self._target_report(expression)):
            target = index.get((report, code, label))
            if target is None:
                raise ValueError(self.env._("%s does not exist", f"{code}.{label}"))
            return self._aggregate(target, index, period, (*path, expression))

        try:
            values[expression] = self._formula_value(expression, lookup, index, period, path)
        except ZeroDivisionError:
            values[expression] = 0.0
            if expression.subformula != "ignore_zero_division":
                self._add_issue(period, expression, self.env._("division by zero"))
        except RecursionError:
            if path:
                raise
            self._add_issue(period, expression, self.env._("refers to itself"))
        except ValueError as error:
            self._add_issue(period, expression, error)
        return values.get(expression, 0.0)

    def _formula_value(self, expression, lookup, index, period, path):
        if expression.formula == "sum_children":
            children = expression.report_line_id.children_ids.expression_ids
            value = sum(
                self._aggregate(child, index, period, (*path, expression))
                for child in children
                if child.label == expression.label
            )
        else:
            value = evaluate(expression.formula, lookup)
        return self._apply_subformula(expression, value, lookup, period)

    @api.model
    def _target_report(self, expression):
        match = CROSS_REPORT_REGEX.match(expression.subformula or "")
        if not match:
            return expression.report_line_id.report_id
        reference = match[1]
        if reference.isdigit():
            return self.env["account.report"].browse(int(reference))
        return self.env.ref(reference)

    def _apply_subformula(self, expression, value, lookup, period):
        text = (expression.subformula or "").strip()
        if not text or text == "ignore_zero_division" or CROSS_REPORT_REGEX.match(text):
            return value
        if match := ROUND.match(text):
            return round(value, int(match[1]))
        if match := IF_VALUE.match(text):
            bounds = [self._bound(bound, period) for bound in match.groups()[1:] if bound]
            return value if self._within(match[1], value, bounds) else 0.0
        if match := IF_OTHER.match(text):
            other = lookup(match[2], match[3])
            is_met = self._within(match[1], other, [self._bound(match[4], period)])
            return value if is_met else 0.0
        raise ValueError(self.env._("unknown subformula %s", text))

    @api.model
    def _within(self, test, value, bounds):
        if test == "between":
            return bounds[0] <= value <= bounds[1]
        return value > bounds[0] if test == "above" else value < bounds[0]

    @api.model
    def _bound(self, text, period):
        """Return an amount such as ``EUR(100)`` in company currency; CUR is that already."""
        code, amount = re.match(r"(\w+)\((-?[\d.]+)\)", text).groups()
        company = period["companies"][:1]
        if code in ("CUR", company.currency_id.name) or not float(amount):
            return float(amount)
        currency = self.env["res.currency"].with_context(active_test=False)
        found = currency.search([("name", "=", code)])
        if not found:
            raise ValueError(self.env._("unknown currency %s", code))
        return found._convert(
            float(amount), company.currency_id, company, period["date_to"], round=False
        )
