import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

FACTS = "/ipai/parity/v1/facts"
RESULTS = "/ipai/parity/v1/results"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
RESULT = {"commit": COMMIT, "outcome": "passed", "passed": 12, "failed": 0, "url": "https://x"}


@tagged("post_install", "-at_install")
class TestParityBridge(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.env.ref("ipai_parity_bridge.user_service")

    def _key(self, scope="ipai.parity", user=None, days=1):
        keys = self.env["res.users.apikeys"].with_user(user or self.service).sudo()
        return keys._generate(scope, "Test", fields.Datetime.now() + timedelta(days=days))

    def _get(self, key=None, scheme="Bearer"):
        headers = {"Authorization": f"{scheme} {key}"} if key else {}
        return self.url_open(FACTS, headers=headers)

    def _post(self, key, values):
        body = values if isinstance(values, str) else json.dumps(values)
        return self.url_open(
            RESULTS,
            data=body,
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )

    def test_right_key(self):
        """Capability: platform.databases.overview"""
        response = self._get(self._key())
        self.assertEqual(response.status_code, 200)
        facts = response.json()
        self.assertEqual(facts["version"], 1)
        self.assertEqual(facts["release"]["series"], "19.0")
        own = [item for item in facts["modules"] if item["name"] == "ipai_parity_bridge"]
        self.assertEqual(own[0]["state"], "installed")
        self.assertRegex(own[0]["version"], r"^19\.0\.")
        self.assertGreater(facts["security"]["res.partner"]["access"], 0)
        digest = facts.pop("sha256")
        self.assertEqual(digest, self.env["ipai.parity.facts"]._digest(facts))
        self.assertNotIn("Set-Cookie", response.headers)

    def test_wrong_keys(self):
        key = self._key()
        employee = new_test_user(self.env, login="employee", groups="base.group_user")
        for name, response in (
            ("none", self._get()),
            ("bad", self._get("0" * 40)),
            ("empty", self._get(" ")),
            ("scheme", self._get(key, "Basic")),
            ("expired", self._get(self._key(days=-1))),
            ("rpc", self._get(self._key("rpc"))),
            ("other use", self._get(self._key("ipai.parity.result"))),
            ("other user", self._get(self._key(user=employee))),
        ):
            with self.subTest(name):
                self.assertEqual(response.status_code, 401)
                self.assertNotIn("modules", response.text)

    @mute_logger("odoo.http")
    def test_key_opens_nothing_else(self):
        response = self.url_open(
            "/json/2/res.partner/search",
            data=json.dumps({"domain": []}),
            headers={
                "Authorization": f"Bearer {self._key()}",
                "Content-Type": "application/json",
            },
        )
        self.assertEqual(response.status_code, 401)

    def test_facts_change_with_the_modules(self):
        """Capability: platform.databases.overview"""
        facts = self.env["ipai.parity.facts"]
        before = facts._facts()["sha256"]
        self.assertEqual(facts._facts()["sha256"], before, "nothing changed")
        module = self.env["ir.module.module"].search([("name", "=", "base_setup")])
        module.state = "to remove"
        self.assertNotEqual(facts._facts()["sha256"], before)

    def test_facts_hold_no_business_data(self):
        secret = self.env["res.partner"].create({"name": "Very Secret Customer"})
        self.assertNotIn(secret.name, json.dumps(self.env["ipai.parity.facts"]._facts()))

    def test_facts_write_nothing_in_few_queries(self):
        facts = self.env["ipai.parity.facts"]
        self.env.flush_all()
        self.env.invalidate_all()
        with self.env.cr.savepoint() as savepoint:
            # PostgreSQL itself refuses any write from here to the savepoint's rollback.
            self.env.cr.execute("SET TRANSACTION READ ONLY")
            before = self.env.cr.sql_log_count
            facts._facts()
            self.assertLess(self.env.cr.sql_log_count - before, 15)
            savepoint.rollback()
        routes = self.env["ir.http"].routing_map().bind("")
        route = routes.match(FACTS, method="GET")[0].routing
        self.assertTrue(route["readonly"])
        self.assertFalse(route["save_session"])

    def test_results(self):
        key = self._key("ipai.parity.result")
        self.assertEqual(self._post(key, RESULT).status_code, 201)
        self.assertEqual(self.env["ipai.parity.facts"]._facts()["result"]["commit"], COMMIT)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_refused_results(self):
        key = self._key("ipai.parity.result")
        self.assertEqual(self._post(self._key(), RESULT).status_code, 401)
        for values in (
            "{",
            [],
            {**RESULT, "commit": "main"},
            {**RESULT, "failed": 3},
            {**RESULT, "outcome": "failed"},
            {**RESULT, "create_uid": 1},
        ):
            with self.subTest(values):
                self.assertEqual(self._post(key, values).status_code, 400)
        self.assertFalse(self.env["ipai.parity.result"].search([("commit", "=", COMMIT)]))

    def test_result_is_written_once(self):
        result = self.env["ipai.parity.result"].create(RESULT)
        with self.assertRaises(UserError):
            result.outcome = "failed"
        with self.assertRaises(UserError):
            result.unlink()

    def test_snapshot_only_when_something_changed(self):
        snapshots = self.env["ipai.parity.snapshot"]
        cron = self.env.ref("ipai_parity_bridge.ir_cron_take")
        cron.method_direct_trigger()
        first = snapshots.search([], limit=1)
        snapshots._cron_take()
        self.assertEqual(snapshots.search([], limit=1), first)
        self.env["ipai.parity.result"].create(RESULT)
        snapshots._cron_take()
        self.assertNotEqual(snapshots.search([], limit=1), first)
        self.assertEqual(first.module_count, len(first.facts["modules"]))

    def test_key_wizard(self):
        admin = self.env.ref("base.user_admin")
        wizard = self.env["ipai.parity.key"].with_user(admin)
        action = wizard.create({"name": "Analyzer"}).action_create()
        key = action["context"]["default_key"]
        self.assertEqual(self._get(key).status_code, 200)
        with self.assertRaises(ValidationError):
            wizard.create({"name": "Analyzer", "days": 4000}).action_create()
        employee = new_test_user(self.env, login="employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            wizard.with_user(employee).create({"name": "Mine"})

    def test_service_user_has_no_rights(self):
        self.assertTrue(self.service.share)
        with self.assertRaises(AccessError):
            self.env["ipai.parity.snapshot"].with_user(self.service).search([])
