from psycopg2.errors import ForeignKeyViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import EvidenceCommon


@tagged("post_install", "-at_install")
class TestVerification(EvidenceCommon):
    def setUp(self):
        super().setUp()
        self.file = self._attach()
        self.first = self.document._seal("submitted")
        self.second = self.document._seal("closed")
        self.verifications = self.env["ipai.evidence.verification"]

    def _findings(self):
        return self.verifications._verify().findings or ""

    def _sql(self, query, *args):
        self.env.flush_all()
        self.env.cr.execute(SQL(query, *args))
        self.env.invalidate_all()

    def test_clean(self):
        found = self.verifications._verify()
        self.assertEqual(found.state, "clean", found.findings)
        self.assertGreaterEqual(found.seal_count, 2)
        self.assertGreaterEqual(found.item_count, 2)

    def test_byte_in_the_filestore(self):
        path = self.env["ir.attachment"]._full_path(self.file.store_fname)
        with open(path, "r+b") as file:
            file.write(b"Proof")
        self.addCleanup(self._restore, path)
        self.assertRegex(self._findings(), r"proof\.txt.*content differs")

    def _restore(self, path):
        with open(path, "r+b") as file:
            file.write(b"proof")

    def test_file_gone(self):
        self._sql("UPDATE ir_attachment SET store_fname='zz/zz' WHERE id=%s", self.file.id)
        self.assertIn("cannot be read", self._findings())

    def test_bytes_in_the_database(self):
        self._sql(
            "UPDATE ir_attachment SET store_fname=NULL, db_datas='x' WHERE id=%s", self.file.id
        )
        self.assertIn("content differs", self._findings())

    def test_name(self):
        self._sql("UPDATE ir_attachment SET name='other.txt' WHERE id=%s", self.file.id)
        self.assertIn("is now other.txt", self._findings())

    def test_content_of_a_seal(self):
        self._sql("UPDATE ipai_evidence_seal SET content='{}' WHERE id=%s", self.first.id)
        self.assertIn("content differs", self._findings())

    def test_digest_of_an_item(self):
        self._sql("UPDATE ipai_evidence_item SET sha256='0' WHERE seal_id=%s", self.first.id)
        self.assertIn("seal itself was changed", self._findings())

    def test_who_sealed(self):
        self._sql("UPDATE ipai_evidence_seal SET user_id=%s WHERE id=%s", self.user.id, self.first.id)
        self.assertIn("seal itself was changed", self._findings())

    def test_seal_removed_from_the_middle_and_from_the_end(self):
        for seal, pattern in ((self.first, "before it is missing"), (self.second, "last seals")):
            with self.env.cr.savepoint() as savepoint:
                self._sql("DELETE FROM ipai_evidence_item WHERE seal_id=%s", seal.id)
                self._sql("DELETE FROM ipai_evidence_seal WHERE id=%s", seal.id)
                self.assertIn(pattern, self._findings())
                savepoint.rollback()

    def test_attachment_cannot_be_deleted_by_sql(self):
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(ForeignKeyViolation, "ipai_evidence_item"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("DELETE FROM ir_attachment WHERE id=%s", [self.file.id])

    def test_button_and_record(self):
        with self.assertRaises(AccessError):
            self.verifications.with_user(self.user).action_verify()
        action = self.verifications.action_verify()
        found = self.verifications.browse(action["res_id"])
        with self.assertRaises(UserError):
            found.state = "broken"
        with self.assertRaises(UserError):
            found.unlink()
        with self.enter_registry_test_mode():
            self.env.ref("ipai_evidence.ir_cron_verify").method_direct_trigger()
