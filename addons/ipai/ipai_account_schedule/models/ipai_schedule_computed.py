from odoo import api, fields, models


class IpaiSchedule(models.Model):
    _inherit = "ipai.schedule"

    @api.depends("source_line_id")
    def _compute_name(self):
        for schedule in self:
            line = schedule.source_line_id
            parts = (line.move_id.name, (line.name or "").split("\n")[0])
            label = ": ".join(part for part in parts if part)
            schedule.name = label or schedule.name

    @api.depends("source_line_id", "company_id", "kind")
    def _compute_source_values(self):
        for schedule in self:
            line = schedule.source_line_id
            if line:
                sign = schedule._sign()
                schedule.partner_id = line.partner_id
                schedule.from_account_id = line.account_id
                schedule.currency_id = line.currency_id
                schedule.amount_currency = sign * line.amount_currency
                is_on_result = line.account_id.internal_group in ("income", "expense")
                schedule.to_account_id = line.account_id if is_on_result else False
            else:
                schedule.partner_id = schedule.partner_id
                schedule.from_account_id = schedule.from_account_id
                schedule.currency_id = schedule.currency_id or schedule.company_id.currency_id
                schedule.amount_currency = schedule.amount_currency
                schedule.to_account_id = schedule.to_account_id

    @api.depends("source_line_id")
    def _compute_analytic_distribution(self):
        for schedule in self:
            source = schedule.source_line_id
            schedule.analytic_distribution = (source or schedule).analytic_distribution

    @api.depends("source_line_id", "amount_currency", "currency_id", "date_from", "kind")
    def _compute_amount(self):
        for schedule in self:
            if schedule.source_line_id:
                schedule.amount = schedule._sign() * schedule.source_line_id.balance
            elif schedule.currency_id:
                schedule.amount = schedule.currency_id._convert(
                    schedule.amount_currency,
                    schedule.company_id.currency_id,
                    schedule.company_id,
                    schedule.date_from or fields.Date.context_today(schedule),
                )

    @api.depends("source_line_id", "date_from")
    def _compute_opening_date(self):
        for schedule in self:
            schedule.opening_date = schedule.source_line_id.date or schedule.date_from

    @api.depends("company_id", "kind")
    def _compute_deferral_account_id(self):
        for schedule in self:
            account = schedule.company_id._ipai_deferral_account(schedule.kind)
            schedule.deferral_account_id = account or schedule.deferral_account_id

    @api.depends("company_id")
    def _compute_journal_id(self):
        for schedule in self:
            company = schedule.company_id
            schedule.journal_id = (
                company.ipai_schedule_journal_id
                or company.automatic_entry_default_journal_id
                or self.env["account.journal"].search(
                    [
                        *self.env["account.journal"]._check_company_domain(company),
                        ("type", "=", "general"),
                    ],
                    limit=1,
                )
            )

    @api.depends(
        "amount",
        "settled_amount",
        "line_ids.state",
        "line_ids.amount",
        "line_ids.is_shifted",
        "line_ids.date",
        "line_ids.booked_on",
    )
    def _compute_progress(self):
        for schedule in self:
            lines = schedule.line_ids
            posted = sum(lines.filtered(lambda line: line.state == "posted").mapped("amount"))
            round_ = (schedule.company_currency_id or self.env.company.currency_id).round
            rest = round_(schedule.amount - posted - schedule.settled_amount)
            planned = lines.filtered(lambda line: line.state in ("planned", "scheduled"))
            schedule.posted_amount = round_(posted)
            schedule.remaining_amount = rest
            schedule.progress = 100 * (1 - rest / schedule.amount) if schedule.amount else 0
            schedule.shifted_count = len(lines.filtered("is_shifted"))
            schedule.next_date = min(
                (line.booked_on or line.date for line in planned), default=False
            )
