from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DOCUMENT, EvidenceCommon


@tagged("post_install", "-at_install")
class TestSeal(EvidenceCommon):
    def setUp(self):
        super().setUp()
        self.file = self._attach()
        self.seal = self.document._seal("closed")

    def test_chain(self):
        second = self.document._seal("again")
        self.assertEqual(second.number, self.seal.number + 1)
        self.assertEqual(second.previous_sha256, self.seal.sha256)
        chain = self.env["ipai.evidence.chain"].search(
            [("company_id", "=", self.env.company.id)]
        )
        self.assertEqual((chain.last_number, chain.last_sha256), (second.number, second.sha256))
        self.assertEqual(self.document._sealed_items().attachment_id, self.file)

    def test_sealed_attachment_never_changes(self):
        """Every field, every person, and the superuser of wizards and portal pages."""
        other = self.env[DOCUMENT].create({"name": "Other"})
        writes = (
            {"raw": b"forged"},
            {"datas": "Zm9yZ2Vk"},
            {"name": "other.txt"},
            {"res_id": other.id},
            {"res_model": "res.partner"},
            {"res_field": "image"},
            {"url": "https://example.com", "type": "url"},
            {"mimetype": "application/pdf"},
            {"store_fname": "aa/aa"},
            {"company_id": False},
        )
        for env in (self.user, self.admin):
            for vals in writes:
                with self.assertRaises(UserError):
                    self.file.with_user(env).write(vals)
            with self.assertRaises(UserError):
                self.file.with_user(env).unlink()
            with self.assertRaises(UserError):
                self.file.with_user(env).sudo().write({"raw": b"forged"})
            with self.assertRaises(UserError):
                self.file.with_user(env).sudo().unlink()
        self.assertEqual(self.file.raw, b"proof")

    def test_document_cannot_take_its_evidence_away(self):
        with self.assertRaises(UserError):
            self.document.sudo().unlink()

    def test_message_cannot_take_evidence_away(self):
        partner = self.env["res.partner"].create({"name": "A"})
        message = partner.message_post(attachments=[("a.txt", b"a")])
        items = message.attachment_ids
        self.env["ipai.evidence.seal"]._append(partner, "approved", {}, items)
        with self.assertRaises(UserError):
            items.sudo()._delete_and_notify(message)
        message.sudo().unlink()
        self.assertTrue(items.exists(), "the message goes, the evidence stays")

    def test_storage_may_move(self):
        self.file.sudo().write({"raw": self.file.raw, "mimetype": self.file.mimetype})
        self.assertEqual(self.file.raw, b"proof")

    def test_unsealed_attachment_is_free(self):
        more = self._attach("more.txt")
        more.with_user(self.user).raw = b"draft"
        more.with_user(self.user).unlink()
        self.assertFalse(more.exists())

    def test_seal_is_for_ever(self):
        for record in (self.seal, self.seal.item_ids):
            with self.assertRaises(UserError):
                record.sudo().write({"name": "x"})
            with self.assertRaises(UserError):
                record.sudo().unlink()
        with self.assertRaises(AccessError):
            self.env["ipai.evidence.seal"].with_user(self.admin).create({"name": "x"})

    def test_only_auditors_read_seals(self):
        with self.assertRaises(AccessError):
            self.seal.with_user(self.user).read(["name"])
        self.admin.group_ids += self.env.ref("ipai_evidence.group_evidence_auditor")
        self.assertTrue(self.seal.with_user(self.admin).content)
        self.assertEqual(self.seal.action_open_document()["res_id"], self.document.id)
