from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSegregation(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = cls.env["res.groups"].create([{"name": "Buy"}, {"name": "Pay"}, {"name": "Lead"}])
        buy, pay, lead = groups
        for group, name in zip(groups, ("buy", "pay", "lead"), strict=True):
            cls.env["ir.model.data"].create(
                {"module": "test_sod", "name": name, "model": "res.groups", "res_id": group.id}
            )
        lead.implied_ids = pay
        cls.rule = cls.env["ipai.segregation.rule"].create(
            {"name": "Buy and pay", "duty_a": "test_sod.buy", "duty_b": "test_sod.pay, gone.app",
             "severity": "3"}
        )
        cls.both = new_test_user(cls.env, "sod_both", "base.group_user,test_sod.buy,test_sod.lead")
        cls.buyer = new_test_user(cls.env, "sod_buyer", "base.group_user,test_sod.buy")
        cls.officer = new_test_user(
            cls.env, "sod_officer", "base.group_user,ipai_segregation.group_segregation_officer"
        )
        cls.findings = cls.env["ipai.segregation.finding"]
        cls.today = fields.Date.context_today(cls.rule)

    def _found(self):
        self.findings._refresh()
        return self.findings.search([("rule_id", "=", self.rule.id)])

    def _except(self, user=None, days=30, **values):
        return self.env["ipai.segregation.exception"].with_user(user or self.officer).create(
            {
                "user_id": self.both.id,
                "rule_id": self.rule.id,
                "owner_id": self.officer.id,
                "reason": "Small office; the owner reads every payment",
                "date_to": self.today + timedelta(days=days),
                **values,
            }
        )

    def test_both_duties_implied_ones_too(self):
        found = self._found()
        self.assertEqual(found.user_id, self.both)
        self.assertEqual((found.state, found.groups_a, found.groups_b), ("open", "Buy", "Pay"))
        self.assertEqual(self.rule.finding_count, 1)

    def test_conflict_that_ends(self):
        self._found()
        self.both.group_ids -= self.env.ref("test_sod.buy")
        self.assertFalse(self._found())

    def test_archived_user_and_portal_user_do_not_count(self):
        self.both.active = False
        self.assertFalse(self._found())

    def test_exception_covers_until_it_ends(self):
        exception = self._except()
        found = self._found()
        self.assertEqual((found.state, found.exception_id), ("excepted", exception))
        self.assertIn(exception, exception.search([("is_active", "=", True)]))
        exception.with_user(self.officer).date_to = self.today
        exception.sudo().write({"date_from": self.today - timedelta(days=9),
                                "date_to": self.today - timedelta(days=1)})
        self.assertEqual(self._found().state, "open")
        self.assertFalse(exception.is_active)

    def test_exception_is_not_for_oneself_nor_for_ever(self):
        with self.assertRaises(ValidationError):
            self._except(user_id=self.officer.id, owner_id=self.both.id)
        with self.assertRaises(ValidationError):
            self._except(days=400)
        exception = self._except()
        with self.assertRaises(UserError):
            exception.with_user(self.officer).date_to = self.today + timedelta(days=90)
        with self.assertRaises(UserError):
            exception.with_user(self.officer).user_id = self.buyer
        with self.assertRaises(UserError):
            exception.with_user(self.officer).unlink()
        with self.assertRaises(AccessError):
            self._except(user=self.buyer)

    def test_trend(self):
        counts = self.env["ipai.segregation.count"]
        self._found()
        self._found()
        today = counts.search([("date", "=", self.today), ("severity", "=", "3")])
        before = today.open_count
        self.assertGreaterEqual(before, 1)
        self._except()
        self._found()
        self.assertEqual((today.open_count, len(today)), (before - 1, 1))
        self.assertGreaterEqual(today.excepted_count, 1)

    def test_only_the_officer_looks(self):
        with self.assertRaises(AccessError):
            self.findings.with_user(self.buyer).action_refresh()
        action = self.findings.with_user(self.officer).action_refresh()
        self.assertEqual(action["res_model"], "ipai.segregation.finding")
        with self.assertRaises(AccessError):
            self._found().with_user(self.officer).unlink()

    def test_shipped_rules_name_groups(self):
        rules = self.env["ipai.segregation.rule"].search([]) - self.rule
        self.assertGreaterEqual(len(rules), 10)
        rules._check_duties()
        with self.assertRaises(ValidationError):
            self.rule.duty_a = "Buyers"
        with self.enter_registry_test_mode():
            self.env.ref("ipai_segregation.ir_cron_refresh").method_direct_trigger()
