from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestTour(HttpCase):
    def test_make_a_key_in_the_browser(self):
        """Capability: platform.databases.overview"""
        self.env["ipai.parity.snapshot"]._cron_take()
        keys = self.env["res.users.apikeys"].sudo()
        before = keys.search_count([])
        self.start_tour(
            "/odoo/action-ipai_parity_bridge.ipai_parity_snapshot_action?debug=1",
            "ipai_parity_make_key",
            login="admin",
        )
        self.assertEqual(keys.search_count([]), before + 1)
