from contextlib import contextmanager
from datetime import date

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

JUNE = date(2026, 6, 1), date(2026, 6, 30)


class CloseCommon(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.company = cls.company_data["company"]
        cls.doer = cls._create_user("doer", "user")
        cls.approver = cls._create_user("approver", "user")
        cls.officer = cls._create_user("officer", "officer")
        cls.manager = cls._create_user("manager", "manager")
        cls.template = cls.env["ipai.close.template"].create(
            {
                "name": "Month-end",
                "company_id": cls.company.id,
                "task_ids": [
                    Command.create(
                        {
                            "name": name,
                            "workday": workday,
                            "responsible_id": cls.doer.id,
                            "approver_id": cls.approver.id,
                            "evidence_required": name == "Reconcile",
                        }
                    )
                    for name, workday in (("Import", 1), ("Reconcile", 2), ("Invoice", -1))
                ],
            }
        )
        first, second = cls.template.task_ids.filtered(lambda task: task.workday > 0)
        second.depends_on_ids = first
        cls.period = cls._create_period()
        cls.period.action_open()

    @classmethod
    def _create_user(cls, login, level, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=f"close_{login}_{company.id}",
            groups=f"ipai_finance_close.group_close_{level}",
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
    def _create_period(cls, dates=JUNE, **values):
        return cls.env["ipai.close.period"].create(
            {
                "template_id": cls.template.id,
                "company_id": cls.company.id,
                "date_from": dates[0],
                "date_to": dates[1],
                **values,
            }
        )

    def _task(self, name, user=None):
        task = self.period.task_ids.filtered(lambda item: item.name == name)
        return task.with_user(user or self.doer)

    def _check(self, code, user=None):
        self.period.action_refresh_checks()
        check = self.period.check_ids.filtered(lambda item: item.code == code)
        return check.with_user(user or self.manager)

    def _finish_tasks(self):
        for name in ("Invoice", "Import", "Reconcile"):
            task = self._task(name)
            task.attachment_ids = [Command.create({"name": "proof.txt", "raw": b"proof"})]
            task.action_submit()
            task.with_user(self.approver).action_approve()

    def _entry(self, day, amount, post=True, account=None):
        move = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": day,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": (
                                account or self.company_data["default_account_expense"]
                            ).id,
                            "debit": amount,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_revenue"].id,
                            "credit": amount,
                        }
                    ),
                ],
            }
        )
        if post:
            move.action_post()
        return move
