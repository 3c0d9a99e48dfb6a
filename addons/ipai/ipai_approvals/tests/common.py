from contextlib import contextmanager

from odoo import Command
from odoo.tests import new_test_user


class ApprovalMixin:
    """People and categories of a company; shared by the modules that guard documents."""

    @classmethod
    def _create_people(cls, company):
        cls.people_company = company
        cls.clerk = cls._create_user("clerk")
        cls.first = cls._create_user("first")
        cls.second = cls._create_user("second")
        cls.third = cls._create_user("third")
        cls.officer = cls._create_user("officer", "ipai_approvals.group_approval_officer")
        cls.manager = cls._create_user("manager", "ipai_approvals.group_approval_manager")

    @classmethod
    def _create_user(cls, login, groups="", company=None):
        company = company or cls.people_company
        groups = ",".join(filter(None, ["base.group_user", cls.groups, groups]))
        return new_test_user(
            cls.env,
            login=f"approval_{login}_{company.id}",
            password=f"approval_{login}_{company.id}",
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    groups = ""

    @classmethod
    def _create_category(cls, steps, **values):
        """Create a category; each step is a dict, or the users of a plain step."""
        rules = [step if isinstance(step, dict) else {"user_ids": step} for step in steps]
        return cls.env["ipai.approval.category"].create(
            {
                "name": "Test",
                "sequence": 1,
                "company_id": cls.people_company.id,
                "rule_ids": [
                    Command.create(
                        {
                            "name": f"Step {index}",
                            "sequence": index,
                            **rule,
                            "user_ids": [
                                Command.set(rule.get("user_ids", cls.env["res.users"]).ids)
                            ],
                        }
                    )
                    for index, rule in enumerate(rules, start=1)
                ],
                **values,
            }
        )

    @contextmanager
    def assertRefused(self, exception, pattern):
        """assertRaisesRegex that rolls back, as Odoo's assertRaises does."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), pattern)

    def _requests_on(self, record):
        return self.env["ipai.approval.request"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)], order="id"
        )

    def _end_transaction(self):
        """Run what a commit runs first."""
        self.env.cr.flush()
        self.env.invalidate_all()
