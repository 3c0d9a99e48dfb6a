import base64
import json

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import MODULE, BirCommon

REPORT = base64.b64encode(b"0 error(s)")


@tagged("post_install", "-at_install")
class TestLayout(BirCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.layout = cls.env.ref(f"{MODULE}.layout_qap")

    def _verify(self):
        as_manager = self.layout.with_user(self.manager)
        as_manager.validation_report = REPORT
        as_manager.action_verify()

    def test_no_layout_ships_verified(self):
        layouts = self.env["ipai.bir.layout"].search([("create_uid", "=", 1)])
        self.assertEqual(len(layouts), 6)
        self.assertEqual(set(layouts.mapped("status")), {"unverified"})
        exact = layouts.filtered(lambda layout: layout.evidence == "exact")
        self.assertEqual(exact.mapped("code"), ["MAP"])

    def test_verification_needs_a_report(self):
        with self.assertRefused(UserError, "Attach the report"):
            self.layout.with_user(self.manager).action_verify()
        self._verify()
        self.assertEqual(self.layout.status, "verified")
        self.assertEqual(self.layout.verified_by_id, self.manager)

    def test_status_cannot_be_written(self):
        with self.assertRaises(UserError):
            self.layout.with_user(self.manager).status = "verified"
        with self.assertRaises(UserError):
            self.layout.with_user(self.manager).create(
                {
                    "name": "x",
                    "code": "X",
                    "source": "x",
                    "spec": self.layout.spec,
                    "status": "verified",
                }
            )

    def test_officer_does_not_verify(self):
        self.layout.validation_report = REPORT
        with self.assertRaises(UserError):
            self.layout.with_user(self.officer).action_verify()

    def test_changed_records_are_unverified_again(self):
        self._verify()
        self.layout.with_user(self.manager).name = "Other name"
        self.assertEqual(self.layout.status, "verified")
        spec = json.loads(self.layout.spec_text)
        spec["records"]["header"].pop()
        self.layout.with_user(self.manager).spec_text = json.dumps(spec)
        self.assertEqual(self.layout.status, "unverified")
        self.assertEqual(self.layout.spec["records"], spec["records"])

    def test_malformed_records_are_refused(self):
        for text, reason in (
            ("{", "not valid JSON"),
            ('{"records": []}', 'needs a "records"'),
            ('{"records": {"footer": []}}', "Unknown record"),
            ('{"records": {"header": [{"type": "text"}]}}', "missing name"),
            ('{"records": {"header": [{"name": "a", "type": "text"}]}}', "missing width"),
            ('{"records": {"header": [{"name": "a", "type": "magic"}]}}', "known type"),
        ):
            with self.subTest(text), self.assertRefused(ValidationError, reason):
                self.layout.spec_text = text

    def test_every_layout_writes_its_sample(self):
        for layout in self.env["ipai.bir.layout"].search([]):
            with self.subTest(layout.code):
                lines = layout._render_sample().splitlines()
                self.assertEqual(len(lines), len(layout.spec["records"]))
                self.assertEqual(layout.sample.splitlines(), lines)

    def test_atc_by_date(self):
        atcs = self.env["ipai.bir.atc"]
        old = self.env.ref(f"{MODULE}.atc_wc160")
        old.date_to = "2026-12-31"
        new = old.copy({"rate": 3, "date_from": "2027-01-01", "date_to": False})
        self.assertEqual(atcs._find("WC160", "2026-06-30"), old)
        self.assertEqual(atcs._find("WC160", "2027-06-30"), new)
        self.assertFalse(atcs._find("WC160", "2017-12-31"))
        self.assertEqual(new.display_name, "WC160 (3%)")
