from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.modules.registry import Registry
from odoo.tools import mute_logger

from .common import ApprovalMixin


@tagged("post_install", "-at_install")
class TestConcurrency(ApprovalMixin, BaseCase):
    """Two people decide at the same moment, on two connections with committed data."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            cls = type(self)
            cls.env = api.Environment(cr, SUPERUSER_ID, {})
            cls._create_people(cls.env.ref("base.main_company"))
            people = self.first | self.second
            category = self._create_category([{"user_ids": people, "minimum": 2}])
            chain = self.env["ipai.evidence.chain"]._next(self.env.ref("base.main_company"))
            self.head = chain.id, chain.last_number, chain.last_sha256
            request = self.env["ipai.approval.request"].with_user(self.clerk).create(
                {"name": "Forklift", "category_id": category.id}
            )
            request.action_submit()
            self.request_id, self.category_id = request.id, category.id
            self.user_ids = (
                self.clerk | self.first | self.second | self.third | self.officer | self.manager
            ).ids
            self.ids = self.first.id, self.second.id
            cls.env = None
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            # Committed seals would outlive the test: the chain becomes what it was.
            chain, number, digest = self.head
            cr.execute(
                "DELETE FROM ipai_evidence_seal WHERE number > %s AND company_id ="
                " (SELECT company_id FROM ipai_evidence_chain WHERE id = %s)",
                [number, chain],
            )
            cr.execute(
                "UPDATE ipai_evidence_chain SET last_number = %s, last_sha256 = %s WHERE id = %s",
                [number, digest, chain],
            )
            cr.execute("DELETE FROM ipai_approval_request WHERE id = %s", [self.request_id])
            for model, key in (("mail_message", "res_id"), ("mail_activity", "res_id"),
                               ("mail_followers", "res_id")):  # fmt: skip
                cr.execute(
                    f"DELETE FROM {model} WHERE {'res_model' if model != 'mail_message' else 'model'}"
                    f" = 'ipai.approval.request' AND {key} = %s",
                    [self.request_id],
                )
            env["ipai.approval.category"].browse(self.category_id).unlink()
            users = env["res.users"].browse(self.user_ids)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def _approve(self, cr, uid):
        env = api.Environment(cr, uid, {})
        env["ipai.approval.request"].browse(self.request_id).action_approve()
        env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_both_count_and_none_is_lost(self):
        first, second = self.ids
        with self.registry.cursor() as one, self.registry.cursor() as two:
            # The second transaction took its picture of the database before the first ended.
            two.execute("SELECT state FROM ipai_approval_request WHERE id = %s", [self.request_id])
            two.execute("SET LOCAL lock_timeout = '200ms'")
            self._approve(one, first)
            with self.assertRaises(LockNotAvailable):
                self._approve(two, second)
            two.rollback()
            two.execute("SELECT state FROM ipai_approval_request WHERE id = %s", [self.request_id])
            one.commit()
            # Odoo answers this error by running the request again.
            with self.assertRaises(SerializationFailure):
                self._approve(two, second)
            two.rollback()
            self._approve(two, second)
            two.commit()
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT r.state, count(d.id) FROM ipai_approval_request r"
                " JOIN ipai_approval_decision d ON d.request_id = r.id"
                " WHERE r.id = %s GROUP BY r.state",
                [self.request_id],
            )
            self.assertEqual(cr.fetchall(), [("approved", 2)])
