import hashlib
import json

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

PERIOD_FIELDS = {"report_id", "company_id", "date_from", "date_to"}


class IpaiReportRun(models.Model):
    _name = "ipai.report.run"
    _description = "Computed Accounting Report"
    _inherit = ["ipai.evidence.mixin", "mail.thread"]
    _order = "date_to desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    report_id = fields.Many2one(
        "account.report", required=True, index=True, ondelete="restrict", check_company=False
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        required=True, default=lambda self: self._default_month() - relativedelta(months=1)
    )
    date_to = fields.Date(
        required=True, default=lambda self: self._default_month() - relativedelta(days=1)
    )
    state = fields.Selection(
        [("draft", "Draft"), ("final", "Final")],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    result = fields.Json(readonly=True, copy=False)
    result_html = fields.Html(
        string="Figures by Line", compute="_compute_result_html", sanitize=False
    )
    figure_ids = fields.One2many("ipai.report.figure", "run_id", readonly=True, copy=False)
    issues = fields.Text(
        readonly=True, copy=False, help="Expressions that could not be computed."
    )
    sha256 = fields.Char(string="SHA-256", readonly=True, copy=False)
    computed_on = fields.Datetime(readonly=True, copy=False)
    finalized_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    _dates_ordered = models.Constraint(
        "CHECK (date_to >= date_from)", "A period cannot end before it starts."
    )

    @api.model
    def _default_month(self):
        return fields.Date.context_today(self).replace(day=1)

    @api.depends("report_id.name", "date_from", "date_to", "company_id.name")
    def _compute_name(self):
        for run in self:
            dates = f"{run.date_from} – {run.date_to}"
            parts = [run.report_id.name, dates, run.company_id.name]
            run.name = " · ".join(filter(None, parts))

    @api.depends("result")
    def _compute_result_html(self):
        for run in self:
            run.result_html = run.result and self.env["ir.qweb"]._render(
                "ipai_report_engine.run_table", {"run": run, "rows": run._rows()}
            )

    @api.constrains("report_id", "company_id")
    def _check_country(self):
        for run in self:
            country = run.report_id.country_id
            if country and country != run.company_id.account_fiscal_country_id:
                raise ValidationError(
                    self.env._(
                        "%(report)s is a report of %(country)s; %(company)s is not there.",
                        report=run.report_id.name,
                        country=country.name,
                        company=run.company_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_client_values(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_client_values(vals)
        own = {name for name in vals if not name.startswith("message_")}
        # Before anything is done as superuser: may this user write these runs at all?
        self.check_access("write")
        if own and self.filtered(lambda run: run.state == "final"):
            raise UserError(self.env._("A final report can no longer change."))
        if PERIOD_FIELDS & own:
            vals = {**vals, "result": False, "sha256": False, "issues": False}
            self.sudo().figure_ids.unlink()
        result = super(IpaiReportRun, self.sudo() if PERIOD_FIELDS & own else self).write(vals)
        if PERIOD_FIELDS & own:
            # Nor does a run leave for a company that the user may not write in.
            self.check_access("write")
        return result

    @api.model
    def _check_client_values(self, vals):
        closed = {
            name
            for name in vals
            if name in self._fields
            and name not in PERIOD_FIELDS
            and not name.startswith("message_")
        }
        if closed and not self.env.su:
            raise AccessError(self.env._("These fields are computed: %s.", ", ".join(closed)))

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if self.filtered(lambda run: run.state == "final"):
            raise UserError(self.env._("A final report stays on record."))

    def action_compute(self):
        self.check_access("write")
        for run in self:
            if run.state == "final":
                raise UserError(self.env._("A final report can no longer change."))
            # With the rights of the user: what may not be read is not added up.
            values, issues = self.env["ipai.report.evaluator"]._evaluate(
                run.report_id, run.date_from, run.date_to, run.company_id
            )
            run.sudo()._store(values, issues)

    def _store(self, values, issues):
        rows = [row for line in self._lines() for row in self._line_figures(line, values)]
        self.figure_ids.unlink()
        self.env["ipai.report.figure"].create([{"run_id": self.id, **row} for row in rows])
        result = [
            {
                "code": row["code"],
                "name": row["name"],
                "label": row["label"],
                "value": row["value"],
            }
            for row in rows
        ]
        self.write(
            {
                "result": result,
                "issues": "\n".join(issues) or False,
                "sha256": self._digest(result),
                "computed_on": fields.Datetime.now(),
            }
        )

    def _evidence_content(self):
        return {"report": self.name, "sha256": self.sha256, "result": self.result}

    def _digest(self, result):
        head = [
            self.report_id.get_external_id().get(self.report_id.id),
            self.company_id.id,
            str(self.date_from),
            str(self.date_to),
        ]
        return hashlib.sha256(json.dumps([head, result]).encode()).hexdigest()

    def _lines(self):
        """Return the lines as printed: children below their parent."""
        lines = (self.report_id | self.report_id.section_report_ids).line_ids
        children = lines.grouped("parent_id")

        def walk(parent):
            for line in children.get(parent, lines.browse()).sorted("sequence"):
                yield line
                yield from walk(line)

        return list(walk(lines.browse()))

    def _columns(self):
        reports = self.report_id | self.report_id.section_report_ids
        columns = {column.expression_label: column for column in reports.column_ids}
        return list(columns.values())

    def _line_figures(self, line, values):
        columns = {column.expression_label: column for column in self._columns()}
        figures = [
            item for item in line.expression_ids if item.label in columns and item in values
        ]
        for expression in figures:
            figure_type = expression.figure_type or columns[expression.label].figure_type
            value = values[expression]
            yield {
                "expression_id": expression.id,
                "sequence": len(columns) * line.sequence,
                "code": line.code,
                "name": line.name,
                "label": expression.label,
                "column": columns[expression.label].name,
                "figure_type": figure_type,
                "value": self.currency_id.round(value) if figure_type == "monetary" else value,
            }

    def _rows(self):
        """Return the printed table: name, level and one value per column."""
        values = {
            (figure.expression_id.report_line_id, figure.label): figure
            for figure in self.figure_ids
        }
        return [
            {
                "name": line.name,
                "level": line.hierarchy_level,
                "figures": [values.get((line, c.expression_label)) for c in self._columns()],
            }
            for line in self._lines()
        ]

    def action_finalize(self):
        """Freeze the figures, after computing them once more."""
        if not self.env.user.has_group("ipai_report_engine.group_report_manager"):
            raise AccessError(self.env._("Only a report manager finalizes a report."))
        self.action_compute()
        for run in self:
            if run.issues:
                raise UserError(
                    self.env._("Not everything could be computed:\n%s", run.issues)
                )
        self.sudo().write({"state": "final", "finalized_by_id": self.env.uid})
        self._seal("final")

    def action_xlsx(self):
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/ipai/report/run/{self.id}.xlsx"}

    def _format(self, figure):
        if not figure:
            return ""
        if figure.figure_type == "monetary":
            return Markup("%s") % self.currency_id.format(figure.value)
        suffix = " %" if figure.figure_type == "percentage" else ""
        return f"{figure.value:,.2f}{suffix}"
