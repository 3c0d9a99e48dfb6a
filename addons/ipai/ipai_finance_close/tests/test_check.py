from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CloseCommon


@tagged("post_install", "-at_install")
class TestCheck(CloseCommon):
    def test_draft_entries(self):
        self.assertEqual(self._check("draft_entries").state, "green")
        draft = self._entry(date(2026, 6, 15), 5, post=False)
        self._entry(date(2026, 7, 1), 5, post=False)
        check = self._check("draft_entries")
        self.assertEqual((check.state, check.value), ("red", 1))
        draft.action_post()
        self.assertEqual(self._check("draft_entries").state, "green")

    def test_bank_lines_and_suspense(self):
        self.assertEqual(self._check("bank_lines").state, "green")
        self.assertEqual(self._check("suspense").state, "green")
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": date(2026, 6, 20),
                "payment_ref": "Unknown",
                "amount": 77.5,
            }
        )
        self.assertEqual(self._check("bank_lines").value, 1)
        suspense = self._check("suspense")
        self.assertEqual((suspense.state, suspense.value), ("red", 77.5))
        self.assertIn("77.50", suspense.value_text)
        line.move_id.button_draft()
        line.unlink()
        self.assertEqual(self._check("bank_lines").state, "green")
        self.assertEqual(self._check("suspense").state, "green")

    def test_approved_expenses(self):
        self.assertEqual(self._check("expenses").state, "green")
        employee = self.env["hr.employee"].create(
            {"name": "Traveller", "company_id": self.company.id}
        )
        expense = self.env["hr.expense"].create(
            {
                "name": "Taxi",
                "employee_id": employee.id,
                "company_id": self.company.id,
                "date": date(2026, 6, 9),
                "total_amount_currency": 12,
            }
        )
        self.env.cr.execute(
            "UPDATE hr_expense SET state = 'approved', approval_state = 'approved' WHERE id = %s",
            [expense.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._check("expenses").state, "red")
        self.env.cr.execute("UPDATE hr_expense SET state = 'posted' WHERE id = %s", [expense.id])
        self.env.invalidate_all()
        self.assertEqual(self._check("expenses").state, "green")

    def test_threshold(self):
        self._entry(date(2026, 6, 15), 5, post=False)
        check = self._check("draft_entries")
        check.threshold = 1
        self.assertEqual(check.state, "green")
        check.threshold = 0
        self.assertEqual(check.state, "red")

    def test_waiver(self):
        self._entry(date(2026, 6, 15), 5, post=False)
        check = self._check("draft_entries")
        with self.assertRefused(UserError, "reason"):
            check.action_waive()
        check.waiver_reason = "The supplier confirms in July"
        check.action_waive()
        self.assertEqual((check.state, check.waived_by_id), ("waived", self.manager))
        self.assertIn("The supplier confirms in July", self.period.message_ids[0].body)
        self._entry(date(2026, 6, 16), 5, post=False)
        self.assertEqual(
            self._check("draft_entries").state, "red", "a waiver covers what was found then"
        )

    def test_only_managers_waive(self):
        self._entry(date(2026, 6, 15), 5, post=False)
        check = self._check("draft_entries", self.officer)
        with self.assertRaises(AccessError):
            check.action_waive()
        with self.assertRaises(AccessError):
            check.waiver_reason = "x"

    def test_findings_cannot_be_written(self):
        check = self._check("draft_entries")
        for values in ({"value": 0}, {"state": "green"}, {"waived_by_id": self.manager.id}):
            with self.subTest(values), self.assertRaises(AccessError):
                check.write(values)
