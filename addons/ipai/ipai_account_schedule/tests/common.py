from contextlib import contextmanager
from datetime import date

from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

YEAR = date(2026, 1, 15), date(2027, 1, 14)


class ScheduleCommon(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.company = cls.company_data["company"]
        cls.expense = cls.company_data["default_account_expense"]
        cls.revenue = cls.company_data["default_account_revenue"]
        cls.prepaid = cls._create_account("PREP1", "asset_prepayments")
        cls.unearned = cls._create_account("UNEA1", "liability_current")
        cls.accrued = cls._create_account("ACCR1", "liability_current", reconcile=True)
        cls.accrued_income = cls._create_account("ACCI1", "asset_current", reconcile=True)
        cls.company.write(
            {
                "ipai_prepaid_account_id": cls.prepaid.id,
                "ipai_unearned_account_id": cls.unearned.id,
                "expense_accrual_account_id": cls.accrued.id,
                "revenue_accrual_account_id": cls.accrued_income.id,
                "ipai_schedule_journal_id": cls.company_data["default_journal_misc"].id,
                "ipai_schedule_second_person_from": 1_000_000,
            }
        )
        cls.reader = cls._create_user("reader", "user")
        cls.officer = cls._create_user("officer", "officer")
        cls.manager = cls._create_user("manager", "manager")

    @classmethod
    def _create_account(cls, code, account_type, **values):
        return cls.env["account.account"].create(
            {
                "code": code,
                "name": code,
                "account_type": account_type,
                "company_ids": [Command.set(cls.company.ids)],
                **values,
            }
        )

    @classmethod
    def _create_user(cls, login, level, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=f"schedule_{login}_{company.id}",
            groups=f"ipai_account_schedule.group_schedule_{level}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @contextmanager
    def assertRefused(self, exception, pattern):
        """assertRaisesRegex that rolls back, as Odoo's assertRaises does."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), pattern)

    @classmethod
    def _bill(cls, amounts, day=YEAR[0], move_type="in_invoice", post=True, **values):
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": cls.partner_a.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {"name": f"Line {index}", "price_unit": amount, "tax_ids": False}
                    )
                    for index, amount in enumerate(amounts)
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _spread(cls, bill, dates=YEAR, method="month", confirm=True, user=None):
        """Spread all lines of a bill by the wizard, as an officer does."""
        user = user or cls.officer
        action = bill.with_user(user).action_ipai_spread()
        wizard = (
            cls.env["ipai.schedule.spread"]
            .with_user(user)
            .with_context(action["context"])
            .create({"date_from": dates[0], "date_to": dates[1], "method": method})
        )
        schedules = wizard._create_schedules()
        if confirm:
            schedules.action_confirm()
        return schedules.sudo()

    @classmethod
    def _accrual(cls, amount, dates, kind="accrued_expense", **values):
        return cls.env["ipai.schedule"].create(
            {
                "name": "Cleaning",
                "kind": kind,
                "date_from": dates[0],
                "date_to": dates[1],
                "amount_currency": amount,
                "to_account_id": (cls.expense if kind.endswith("expense") else cls.revenue).id,
                "company_id": cls.company.id,
                **values,
            }
        )

    def _ledger(self, account, day=None, field="balance"):
        """Return the posted balance of an account at a date."""
        domain = [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        if day:
            domain.append(("date", "<=", day))
        [[total]] = self.env["account.move.line"]._read_group(domain, [], [f"{field}:sum"])
        return self.company.currency_id.round(total or 0.0)

    def _autopost(self):
        """What Odoo's scheduled action does every day."""
        domain = [
            ("state", "=", "draft"),
            ("date", "<=", fields.Date.today()),
            ("auto_post", "!=", "no"),
        ]
        self.env["account.move"].search(domain)._post()

    def _statement(self, day):
        self.env.invalidate_all()
        return self.env["ipai.schedule.statement"].create(
            {"date": day, "company_id": self.company.id}
        )

    def _by_account(self, day):
        return {
            line.account_id: (line.planned, line.booked, line.ledger, line.difference)
            for line in self._statement(day).line_ids
        }
