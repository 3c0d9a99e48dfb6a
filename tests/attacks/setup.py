"""Run by attacks.py in Odoo's shell: users by role, and a document of every guarded kind in its final state."""

from datetime import date

from odoo import Command, fields

ROLES = {
    "report_reader": ["ipai_report_engine.group_report_user", "account.group_account_readonly"],
    "report_manager": ["ipai_report_engine.group_report_manager", "account.group_account_readonly"],
    "doer": ["ipai_finance_close.group_close_user"],
    "accountable": ["ipai_finance_close.group_close_user"],
    "close_officer": ["ipai_finance_close.group_close_officer", "account.group_account_user"],
    "close_manager": ["ipai_finance_close.group_close_manager", "account.group_account_manager"],
    "clerk": ["account.group_account_invoice", "purchase.group_purchase_user", "base.group_partner_manager"],
    "approver": ["account.group_account_invoice", "purchase.group_purchase_manager"],
    # Without a second one, nobody could be asked about what the approver made.
    "second_approver": ["account.group_account_invoice", "purchase.group_purchase_manager"],
    "approval_manager": ["ipai_approvals.group_approval_manager", "account.group_account_manager"],
    "truster": ["account.group_account_invoice", "account.group_validate_bank_account", "base.group_partner_manager"],
    "bir_officer": ["ipai_bir_base.group_bir_officer", "account.group_account_user"],
    "bir_manager": ["ipai_bir_base.group_bir_manager", "account.group_account_manager"],
    "desk_manager": ["ipai_service_desk.group_desk_manager"],
    "auditor": ["ipai_evidence.group_evidence_auditor"],
    "segregation": ["ipai_segregation.group_segregation_officer"],
    "administrator": ["base.group_system"],
}


def make_user(env, company, name, groups, **values):
    return env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": name,
            "login": f"attack_{name}",
            "password": f"attack_{name}",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set([env.ref(g).id for g in ["base.group_user", *groups]])],
            **values,
        }
    )


def attach(env, record, name="proof.txt", raw=b"proof"):
    values = {"name": name, "raw": raw, "res_model": record._name, "res_id": record.id}
    return env["ir.attachment"].create(values)


def commit(env):
    env.cr.commit()
    env.invalidate_all()


def set_up(env):
    """Return {name: record or recordset} of what the attacks aim at, all committed."""
    company = env.ref("base.demo_company_ph")
    env = env(context={"allowed_company_ids": company.ids, "tracking_disable": True, "lang": "en_US"})
    elsewhere = env["res.company"].create({"name": "Elsewhere"})
    users = {name: make_user(env, company, name, groups) for name, groups in ROLES.items()}
    everything = sorted({group for groups in ROLES.values() for group in groups} - {"base.group_system"})
    users["stranger"] = make_user(env, elsewhere, "stranger", everything)
    users["portal"] = env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": "portal",
            "login": "attack_portal",
            "password": "attack_portal",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
    )
    as_ = {name: env(user=user.id) for name, user in users.items()}
    aims = {"company": company, "elsewhere": elsewhere}
    commit(env)
    close(env, as_, users, company, aims)
    approvals(env, as_, users, company, aims)
    taxes(env, as_, users, company, aims)
    others(env, as_, users, company, aims)
    commit(env)
    return users, aims


def close(env, as_, users, company, aims):
    template = env["ipai.close.template"].create(
        {
            "name": "Attacked",
            "company_id": company.id,
            "task_ids": [
                Command.create(
                    {
                        "name": name,
                        "workday": 1,
                        "responsible_id": users["doer"].id,
                        "approver_id": users["accountable"].id,
                        "evidence_required": True,
                    }
                )
                for name in ("Import", "Reconcile")
            ],
        }
    )
    for name, month in (("closed", 1), ("open", 2)):
        start = date(2019, month, 1)
        period = env["ipai.close.period"].create(
            {
                "template_id": template.id,
                "company_id": company.id,
                "date_from": start,
                "date_to": fields.Date.end_of(start, "month"),
            }
        )
        period.action_open()
        aims[f"{name}_period"], aims[f"{name}_task"] = period, period.task_ids[0]
        if name == "closed":
            for task in period.task_ids:
                task.attachment_ids = attach(env, task)
                as_["doer"]["ipai.close.task"].browse(task.id).action_submit()
                as_["accountable"]["ipai.close.task"].browse(task.id).action_approve()
            period.check_ids.sudo().write({"blocking": False})
            as_["close_officer"]["ipai.close.period"].browse(period.id).action_review()
            as_["close_manager"]["ipai.close.period"].browse(period.id).action_close()
            aims["close_evidence"] = period.task_ids[0].attachment_ids
            # The locks of 2019 would date every later entry of the tests.
        commit(env)


def category(env, company, users, model, amount, domain="[]"):
    return env["ipai.approval.category"].create(
        {
            "name": f"Attacked {model}",
            "sequence": 0,
            "res_model": model,
            "domain": domain,
            "company_id": company.id,
            "rule_ids": [
                Command.create(
                    {
                        "name": "Approver",
                        "amount_min": amount,
                        "user_ids": [Command.set((users["approver"] | users["second_approver"]).ids)],
                    }
                )
            ],
        }
    )


def approve(env, as_, record):
    as_["clerk"][record._name].browse(record.id).action_request_approval()
    commit(env)
    request = env["ipai.approval.request"].search(
        [("res_model", "=", record._name), ("res_id", "=", record.id)], limit=1
    )
    as_["approver"]["ipai.approval.request"].browse(request.id).action_approve()
    commit(env)
    return request


def bill_values(partner, amount, **values):
    return {
        "move_type": "in_invoice",
        "partner_id": partner.id,
        "invoice_date": "2026-06-15",
        "invoice_line_ids": [
            Command.create({"name": "Machine", "price_unit": amount, "tax_ids": [Command.clear()]})
        ],
        **values,
    }


def approvals(env, as_, users, company, aims):
    vendor = env["res.partner"].create({"name": "Attacked vendor", "vat": "123-456-789-00000"})
    banks = env["res.partner.bank"].create(
        [{"acc_number": f"ATTACK{n}", "partner_id": vendor.id} for n in (1, 2)]
    )
    category(env, company, users, "account.move", 1000, "[('move_type', '=', 'in_invoice')]")
    category(env, company, users, "purchase.order", 1000)
    category(env, company, users, "account.payment", 0, "[('payment_type', '=', 'outbound')]")
    commit(env)
    clerk = as_["clerk"]
    bill = clerk["account.move"].create(bill_values(vendor, 150000, partner_bank_id=banks[0].id))
    draft = clerk["account.move"].create(bill_values(vendor, 150000))
    raised = clerk["account.move"].create(bill_values(vendor, 10))
    commit(env)
    aims["bill_pdf"] = attach(env, bill, "bill.pdf", b"%PDF")
    request = approve(env, as_, bill)
    bill.action_post()
    # Raised by the approver; a clerk saves a note and asks.
    line = as_["approver"]["account.move.line"].browse(raised.invoice_line_ids.id)
    line.price_unit = 50000
    commit(env)
    raised.narration = "a note"
    commit(env)
    raised.action_request_approval()
    commit(env)
    product = env["product.product"].create({"name": "Attacked", "type": "consu"})
    order = clerk["purchase.order"].create(
        {
            "partner_id": vendor.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_qty": 1, "price_unit": 150000, "tax_ids": False})
            ],
        }
    )
    commit(env)
    approve(env, as_, order)
    order.with_env(as_["approver"]).button_confirm()
    commit(env)
    typed = env["ipai.approval.category"].create(
        {
            "name": "Attacked capex",
            "company_id": company.id,
            "ask_attachment": "required",
            "rule_ids": [
                Command.create({"name": "Approver", "user_ids": [Command.set(users["approver"].ids)]})
            ],
        }
    )
    capex = clerk["ipai.approval.request"].create({"name": "Forklift", "category_id": typed.id, "company_id": company.id})
    aims["capex_offer"] = attach(env, capex, "offer.pdf", b"offer")
    capex.action_submit()
    capex.with_env(as_["approver"]).action_approve()
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    payment = clerk["account.payment"].create(
        {
            "payment_type": "outbound",
            "partner_type": "supplier",
            "partner_id": vendor.id,
            "journal_id": journal.id,
            "amount": 5000000,
        }
    )
    commit(env)
    aims.update(
        vendor=vendor, bank=banks[0], other_bank=banks[1], bill=bill.sudo(), draft_bill=draft.sudo(),
        raised_bill=raised.sudo(), request=request, raised_request=env["ipai.approval.request"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", raised.id)], limit=1),
        order=order.sudo(), capex=capex.sudo(), payment=payment.sudo(), journal=journal,
    )  # fmt: skip


def taxes(env, as_, users, company, aims):
    registration = env["ipai.bir.registration"].search([("company_id", "=", company.id)], limit=1)
    if not registration:
        registration = env["ipai.bir.registration"].create(
            {"name": "Head Office", "company_id": company.id, "tin9": "123456789", "branch_code": "000"}
        )
    returns = {}
    for name, start, end in (
        ("reviewed_return", date(2018, 1, 1), date(2018, 3, 31)),
        ("open_return", date(2018, 4, 1), date(2018, 6, 30)),
    ):
        vat_return = as_["bir_officer"]["ipai.bir.vat.return"].create(
            {"registration_id": registration.id, "period_start": start, "period_end": end}
        )
        vat_return.action_compute()
        returns[name] = vat_return.sudo()
    as_["bir_manager"]["ipai.bir.vat.return"].browse(returns["reviewed_return"].id).action_review()
    expression = env["account.report.expression"].search(
        [
            ("report_line_id.report_id", "=", env.ref("l10n_ph.vat").id),
            ("engine", "=", "external"),
        ],
        limit=1,
    )
    adjustment = as_["bir_officer"]["ipai.bir.vat.adjustment"].create(
        {
            "return_id": returns["open_return"].id,
            "expression_id": expression.id,
            "amount": 5,
            "reason": "Made on the open return",
        }
    )
    obligation = env["ipai.bir.obligation"].search([("code", "=", "2550-Q")], limit=1)
    filing = env["ipai.bir.filing"].create(
        {
            "registration_id": registration.id,
            "obligation_id": obligation.id,
            "period_start": date(2025, 7, 1),
            "period_end": date(2025, 9, 30),
            "amount": 10,
        }
    )
    filing.with_env(as_["bir_officer"]).action_prepare()
    filing.with_env(as_["bir_manager"]).action_review()
    filing.write({"reference": "X-1", "filed_on": date(2025, 10, 20), "attachment_ids": attach(env, filing).ids})
    filing.with_env(as_["bir_manager"]).action_file()
    commit(env)
    aims.update(**returns, adjustment=adjustment.sudo(), filing=filing, filing_evidence=filing.attachment_ids)


def others(env, as_, users, company, aims):
    report = env.ref("ipai_report_engine.profit_and_loss")
    run = env["ipai.report.run"].create(
        {
            "report_id": report.id,
            "company_id": company.id,
            "date_from": date(2026, 1, 1),
            "date_to": date(2026, 3, 31),
        }
    )
    run.action_compute()
    final = run.copy()
    final.action_compute()
    final.with_env(as_["report_manager"]).action_finalize()
    rule = env["ipai.segregation.rule"].search([], limit=1)
    commit(env)
    aims.update(run=run, final_run=final, rule=rule, seal=env["ipai.evidence.seal"].search([], limit=1))
