from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.hr_expense.tests.common import TestExpenseCommon
from odoo.addons.ipai_approvals.tests.common import ApprovalMixin

from ..hooks import uninstall_hook


@tagged("post_install", "-at_install")
class TestHrExpense(ApprovalMixin, TestExpenseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls._create_people(cls.company_data["company"])
        cls.category = cls._create_category(
            [cls.first, cls.second], res_model="hr.expense"
        )
        cls.category.rule_ids.amount_min = 5000

    def _create_expense(self, amount=6000, user=None, **values):
        return self.env["hr.expense"].with_user(user or self.expense_user_employee).create(
            {
                "name": "Conference",
                "employee_id": self.expense_employee.id,
                "product_id": self.product_c.id,
                "total_amount_currency": amount,
                "tax_ids": [Command.clear()],
                "company_id": self.company_data["company"].id,
                "date": "2026-06-15",
                **values,
            }
        )

    def _request(self, expense):
        self._end_transaction()
        expense.with_user(self.expense_user_employee).action_request_approval()
        self._end_transaction()
        return self._requests_on(expense)[-1:]

    def _approve(self, expense):
        request = self._request(expense)
        request.with_user(self.first).action_approve()
        request.with_user(self.second).action_approve()
        self._end_transaction()
        return request

    def test_two_approvals_then_it_is_approved_and_posted(self):
        """Capability: productivity.approvals.document-approvals"""
        expense = self._create_expense()
        expense.action_submit()
        manager = expense.with_user(self.expense_user_manager)
        with self.assertRefused(UserError, "Needs approval"):
            manager.action_approve()
        request = self._request(expense)
        self.assertEqual((request.amount, request.amount_company), (6000, 6000))
        self.assertEqual(request.partner_id, self.expense_user_employee.partner_id)
        request.with_user(self.first).action_approve()
        with self.assertRefused(UserError, "waits for approval_second"):
            manager.action_approve()
        request.with_user(self.second).action_approve()
        manager.action_approve()
        self._end_transaction()
        self.assertEqual((expense.state, request.state), ("approved", "approved"))
        self.post_expenses_with_wizard(expense.sudo())
        self.assertIn(expense.state, ("posted", "paid"))

    def test_every_way_to_approve(self):
        """Capability: productivity.approvals.document-approvals"""
        expense = self._create_expense()
        expense.action_submit()
        for user in (self.expense_user_manager, self.expense_user_manager_2):
            record = expense.with_user(user)
            for name, way in {
                "action_approve": record.action_approve,
                "_do_approve": lambda record=record: record._do_approve(check=False),
                "as superuser": record.sudo().action_approve,
                "write": lambda record=record: record.write({"approval_state": "approved"}),
                "write state": lambda record=record: record.sudo().write({"state": "approved"}),
            }.items():
                with self.subTest(f"{user.login}: {name}"):
                    with self.assertRefused(UserError, "Needs approval"):
                        way()
                    self.assertEqual(expense.state, "submitted")

    def test_created_as_approved(self):
        with self.assertRefused(UserError, "starts unconfirmed"):
            self._create_expense(user=self.expense_user_manager, approval_state="approved")

    def test_posting_wizard_called_directly(self):
        """Approved, then edited: the wizard that makes the entries refuses."""
        expense = self._create_expense()
        expense.action_submit()
        request = self._approve(expense)
        expense.with_user(self.expense_user_manager).action_approve()
        expense.sudo().total_amount_currency = 9000
        self._end_transaction()
        self.assertEqual((request.state, request.amount), ("pending", 9000))
        with self.assertRefused(UserError, "waits for"):
            expense.sudo().action_post()
        wizard = self.env["hr.expense.post.wizard"].with_context(active_ids=expense.ids)
        with self.assertRefused(UserError, "waits for"):
            wizard.create({}).action_post_entry()

    def test_employee_does_not_decide(self):
        self.category.rule_ids[0].user_ids = self.first | self.expense_user_employee
        expense = self._create_expense().with_user(self.expense_user_manager)
        expense.sudo().action_submit()
        self._end_transaction()
        expense.action_request_approval()
        request = self._requests_on(expense)
        self.assertIn(self.expense_user_employee, request.doer_ids)
        self.assertEqual(request.approver_ids, self.first)

    def test_employees_manager(self):
        self.expense_employee.sudo().parent_id = self.env["hr.employee"].create(
            {"name": "Boss", "user_id": self.third.id}
        )
        self.category.rule_ids = [
            Command.clear(),
            Command.create({"name": "Manager", "approver_type": "manager"}),
        ]
        self.assertEqual(self._request(self._create_expense()).approver_ids, self.third)
        self.expense_user_employee.ipai_approval_manager_id = self.second
        self.assertEqual(self._request(self._create_expense()).approver_ids, self.second)

    def test_small_and_foreign_expenses(self):
        self.assertEqual(self._create_expense(4999.99).ipai_approval_state, "none")
        self.assertEqual(self._create_expense(5000).ipai_approval_state, "required")
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        for amount, state in ((9999.98, "none"), (10000, "required")):
            with self.subTest(amount):
                expense = self._create_expense(amount, currency_id=currency.id)
                self.assertEqual(expense.ipai_approval_state, state)

    def test_other_company(self):
        expense = self._create_expense()
        stranger = self._create_user(
            "stranger", "hr_expense.group_hr_expense_manager", self.company_data_2["company"]
        )
        for method in ("_do_approve", "action_request_approval"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(expense.with_user(stranger), method)()

    def test_form_shows_where_it_stands(self):
        expense = self._create_expense()
        self._request(expense)
        with Form(expense) as form:
            self.assertEqual(form.ipai_approval_state, "pending")

    def test_uninstalled_guard(self):
        request = self._request(self._create_expense())
        uninstall_hook(self.env)
        self.assertFalse(self.category.active)
        self.assertEqual(request.state, "cancelled")
