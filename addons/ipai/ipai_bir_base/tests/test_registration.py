import psycopg2

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import BirCommon


@tagged("post_install", "-at_install")
class TestRegistration(BirCommon):
    def test_identity_comes_from_the_company(self):
        self.assertEqual(self.registration.registered_name, "Manila Test Corp")
        self.assertEqual(self.registration.tin9, "345678912")
        self.assertEqual(self.registration.branch_code, "00000")
        self.assertEqual(self.registration.full_tin, "345-678-912-00000")
        self.assertTrue(self.registration.is_head_office)
        self.assertEqual(self.registration.calendar_id.name, "BIR Working Days")

    def test_branch_is_unique_in_company(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self._create_registration(self.company)

    def test_branch_is_unique_whatever_its_zeros(self):
        with self.assertRefused(ValidationError, "number of zeros"):
            self._create_registration(self.company, branch_code="000")

    def test_branches_share_the_tin(self):
        with self.assertRefused(ValidationError, "share one TIN"):
            self._create_registration(self.company, tin9="999999999", branch_code="00001")

    def test_malformed_numbers(self):
        for values in ({"tin9": "12345678"}, {"tin9": "12345678A"}, {"branch_code": "01"}):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._create_registration(self.other_company, **values)

    def test_head_office_forms_stay_there(self):
        branch = self._create_registration(self.company, branch_code="00001")
        with self.assertRefused(ValidationError, "head office only"):
            branch.obligation_ids = [Command.link(self.vat.id)]
        with self.assertRefused(ValidationError, "head office only"):
            self._create_filing(self.vat, registration_id=branch.id)

    def test_registration_with_filings_stays(self):
        self._create_filing()
        with self.assertRefused(UserError, "stays with its company"):
            self.registration.company_id = self.other_company
        with self.assertRefused(UserError, "Archive"):
            self.registration.unlink()
