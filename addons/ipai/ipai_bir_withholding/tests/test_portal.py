from odoo.tests import HttpCase, new_test_user, tagged

from .common import WithholdingCommon


@tagged("post_install", "-at_install")
class TestPortal(WithholdingCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payee = new_test_user(
            cls.env, login="bir_payee", password="bir_payee", groups="base.group_portal"
        )
        cls.payee.partner_id.parent_id = cls.partner_b
        cls.stranger = new_test_user(
            cls.env, login="bir_stranger", password="bir_stranger", groups="base.group_portal"
        )
        cls._bill(100000)

    def setUp(self):
        super().setUp()
        self.certificate = self._generate()
        self.url = f"/my/bir-certificates/{self.certificate.id}"

    def _open(self, login, url):
        self.authenticate(login, login)
        return self.url_open(url, allow_redirects=False)

    def test_payee_sees_own_certificate(self):
        self._issue(self.certificate)
        self.assertIn(self.certificate.name, self._open("bir_payee", "/my/bir-certificates").text)
        page = self._open("bir_payee", self.url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("2,000.00", page.text)
        file = self._open("bir_payee", self.url + "?download=1")
        self.assertEqual(file.content, self.certificate.attachment_id.raw)

    def test_draft_is_nobodys(self):
        self.assertNotIn("2,000.00", self._open("bir_payee", "/my/bir-certificates").text)
        self.assertEqual(self._open("bir_payee", self.url).status_code, 303)
        token = self.certificate._portal_ensure_token()
        self.authenticate(None, None)
        page = self.url_open(f"{self.url}?access_token={token}", allow_redirects=False)
        self.assertEqual(page.status_code, 303)

    def test_stranger_is_refused(self):
        self._issue(self.certificate)
        self.assertNotIn(
            self.certificate.name, self._open("bir_stranger", "/my/bir-certificates").text
        )
        for suffix in ("", "?download=1", "?access_token=wrong"):
            with self.subTest(suffix):
                self.assertEqual(self._open("bir_stranger", self.url + suffix).status_code, 303)

    def test_token_opens_without_login(self):
        self._issue(self.certificate)
        token = self.certificate._portal_ensure_token()
        self.authenticate(None, None)
        self.assertEqual(self.url_open(self.url, allow_redirects=False).status_code, 303)
        page = self.url_open(f"{self.url}?access_token={token}", allow_redirects=False)
        self.assertEqual(page.status_code, 200)

    def test_issue_quarter_in_the_browser(self):
        """Capability: finance.tax.philippine-returns"""
        self.certificate.sudo().unlink()
        self.env.ref("base.user_admin").write(
            {
                "company_ids": [(4, self.company.id)],
                "company_id": self.company.id,
            }
        )
        self._generate()
        self.start_tour("/odoo", "ipai_bir_issue_quarter", login="admin")
        issued = self.certificates.search(
            [("registration_id", "=", self.registration.id), ("state", "=", "issued")]
        )
        self.assertEqual(issued.amount_tax, 2000.0)
