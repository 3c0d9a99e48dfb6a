from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DOCUMENT, LINE, EvidenceCommon


@tagged("post_install", "-at_install")
class TestControlled(EvidenceCommon):
    def setUp(self):
        super().setUp()
        self.line = self.env[LINE].create({"name": "a", "document_id": self.document.id})
        self.open = self.env[DOCUMENT].create({"name": "Open"})
        self.mine = self.document.with_user(self.user)
        self.done = self.env[DOCUMENT].create({"name": "Done", "state": "done"})

    def test_state_freezes_fields_and_birth_of_children(self):
        self.document.state = "done"
        for act in (
            lambda: self.mine.write({"name": "x"}),
            lambda: self.mine.write({"state": "draft"}),
            lambda: self.mine.write({"line_ids": [Command.create({"name": "b"})]}),
            lambda: self.mine.write({"line_ids": [Command.update(self.line.id, {"name": "b"})]}),
            lambda: self.mine.write({"line_ids": [Command.delete(self.line.id)]}),
            lambda: self.mine.unlink(),
            lambda: self.line.with_user(self.user).write({"name": "b"}),
            lambda: self.line.with_user(self.user).unlink(),
            lambda: self.env[LINE].with_user(self.user).create(
                {"name": "b", "document_id": self.document.id}
            ),
            lambda: self.line.with_user(self.user).copy(),
        ):
            with self.assertRaises(UserError):
                act()
        self.mine.note = "stays open"
        self.assertEqual((self.document.note, self.line.name), ("stays open", "a"))

    def test_parent_moves_are_refused_both_ways(self):
        free = self.env[LINE].create({"name": "free", "document_id": self.open.id})
        with self.assertRaises(UserError):
            free.with_user(self.user).document_id = self.done
        self.document.state = "done"
        with self.assertRaises(UserError):
            self.line.with_user(self.user).document_id = self.open
        with self.assertRaises(UserError):
            self.open.with_user(self.user).line_ids = [Command.link(self.line.id)]

    def test_import_is_refused_too(self):
        self.document.state = "done"
        values = [["frozen", str(self.document.id)]]
        found = self.env[LINE].with_user(self.user).load(["name", "document_id/.id"], values)
        self.assertFalse(found["ids"])
        self.assertIn("its document is done", found["messages"][0]["message"])

    def test_control_parameter_belongs_to_a_group(self):
        with self.assertRaises(AccessError):
            self.mine.limit = 5
        self.document.with_user(self.admin).limit = 5
        self.assertEqual(self.document.limit, 5)

    def test_chatter_and_buttons_pass(self):
        self.document.state = "done"
        self.mine.sudo().name = "by a button"
        self.assertEqual(self.document.name, "by a button")
