from datetime import date

from odoo import Command
from odoo.tests import Form, tagged

from .common import MODULE, BirCommon


@tagged("post_install", "-at_install")
class TestViews(BirCommon):
    def test_form_proposes_the_last_period(self):
        form = Form(self.env["ipai.bir.filing"].with_user(self.officer))
        form.registration_id = self.registration
        form.obligation_id = self.eq
        self.assertTrue(form.period_start < form.period_end <= date.today())
        form.amount = 12
        filing = form.save()
        self.assertEqual(filing.amount_total, 12)

    def test_registration_form(self):
        form = Form(self.env["ipai.bir.registration"].with_user(self.manager))
        form.name = "Davao"
        form.branch_code = "00002"
        form.obligation_ids = self.eq
        registration = form.save()
        self.assertEqual(registration.tin9, "345678912")
        self.assertEqual(registration.obligation_ids, self.eq)

    def _queries_to_show(self, model, count):
        """Count the queries of a list of so many records, as the web client asks for it."""
        records = self.env[model].with_user(self.manager).search([], limit=count)
        self.assertEqual(len(records), count)
        view = self.env.ref(f"{MODULE}.{model.replace('.', '_')}_view_list")
        names = [node.get("name") for node in view._get_combined_arch().iter("field")]
        specification = {
            name: {"fields": {"display_name": {}}}
            if records._fields[name].type in ("many2one", "many2many", "one2many")
            else {}
            for name in dict.fromkeys(names)
        }
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        records.browse(records.ids).web_read(specification)
        return self.env.cr.sql_log_count - before

    def test_lists_ask_no_query_per_row(self):
        for number in range(40):
            registration = self._create_registration(
                self.company,
                name=f"Branch {number}",
                branch_code=f"{number + 1:05d}",
                preparer_id=self.officer.id,
                obligation_ids=[Command.set(self.eq.ids)],
            )
            filing = self._create_filing(registration_id=registration.id)
            filing.activity_schedule(f"{MODULE}.mail_activity_type_review", user_id=self.manager.id)
        for model in ("ipai.bir.filing", "ipai.bir.registration"):
            with self.subTest(model):
                self._queries_to_show(model, 2)
                few, many = self._queries_to_show(model, 4), self._queries_to_show(model, 40)
                self.assertLessEqual(many, few + 1)

    def test_creating_filings_asks_no_query_per_filing(self):
        self.registration.obligation_ids = self.eq + self.vat + self.monthly
        plan = list(self.registration._missing(700))
        self.assertGreater(len(plan), 20)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        list(self.registration._missing(700))
        self.assertLess(self.env.cr.sql_log_count - before, 15)
