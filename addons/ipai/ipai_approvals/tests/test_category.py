from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .test_request import RequestCommon


@tagged("post_install", "-at_install")
class TestCategory(RequestCommon):
    def test_step_says_who_approves(self):
        for rule in (
            {"approver_type": "user"},
            {"approver_type": "group"},
            {"approver_type": "field"},
        ):
            with self.subTest(rule), self.assertRefused(ValidationError, "say who approves"):
                self._create_category([rule])

    @mute_logger("odoo.sql_db")
    def test_limits(self):
        for rule in (
            {"minimum": 0},
            {"amount_min": 10, "amount_max": 10},
            {"deadline_days": -1},
        ):
            with self.subTest(rule), self.assertRaises(IntegrityError):
                self._create_category([{"user_ids": self.first, **rule}])

    def test_used_category_stays(self):
        category = self._create_category([self.first])
        self._ask(category)
        with self.assertRefused(ValidationError, "archive it"):
            category.unlink()
        category.active = False
        self._create_category([self.first]).unlink()

    def test_only_managers_configure(self):
        category = self._create_category([self.first])
        for user in (self.clerk, self.officer):
            with self.subTest(user.login), self.assertRaises(AccessError):
                category.with_user(user).name = "x"
            with self.assertRaises(AccessError):
                category.rule_ids.with_user(user).minimum = 9
            with self.assertRaises(AccessError):
                category.with_user(user).rule_ids = [Command.clear()]
        category.with_user(self.manager).name = "Capital expenditure"

    def test_form_of_a_manager(self):
        """Capability: productivity.approvals.request-types"""
        with Form(self.env["ipai.approval.category"].with_user(self.manager)) as form:
            form.name = "Trips"
            with form.rule_ids.new() as rule:
                rule.name = "Head"
                rule.user_ids.add(self.first)
        category = form.save()
        action = category.with_user(self.clerk).action_new_request()
        with Form(
            self.env["ipai.approval.request"].with_user(self.clerk).with_context(action["context"])
        ) as form:
            form.name = "Cebu"
        request = form.save()
        self.assertEqual(request.category_id, category)
        request.action_submit()
        self.assertEqual(category.pending_count, 1)

    def test_changed_rules_do_not_change_what_was_asked(self):
        category = self._create_category([self.first])
        request = self._ask(category)
        category.rule_ids.user_ids = self.second
        self.assertEqual(request.approver_ids, self.first)
        category.rule_ids.unlink()
        request.with_user(self.first).action_approve()
        self.assertEqual(request.state, "approved")
