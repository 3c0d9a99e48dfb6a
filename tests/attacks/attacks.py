"""Every attack of the list as its role, over HTTP against a running Odoo; none may succeed.

Read by run.mjs into `ipai odoo shell`: sets up users and documents, starts a server of its own, prints one JSON line per attack.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from http.cookiejar import CookieJar

from odoo.tools import config

HERE = os.environ["ATTACKS_DIR"]
sys.path.insert(0, HERE)
from setup import commit, set_up  # noqa: E402

UNDERSTANDABLE = ("UserError", "AccessError", "ValidationError", "MissingError", "RedirectWarning")


class Client:
    """One person's session; every call is what the web client or a script would send."""

    def __init__(self, base, database, login):
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._post("/web/session/authenticate", {"db": database, "login": login, "password": login})

    def _post(self, path, params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        request = urllib.request.Request(self.base + path, body, {"Content-Type": "application/json"})
        with self.opener.open(request, timeout=120) as answer:
            return json.load(answer)

    def call(self, model, method, *args, context=None, **kwargs):
        """Return (result, None), or (None, (exception, message))."""
        if context:
            kwargs["context"] = context
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        answer = self._post("/web/dataset/call_kw", params)
        if "error" in answer:
            data = answer["error"]["data"]
            return None, (data["name"].rsplit(".", 1)[-1], data["message"])
        return answer.get("result"), None


@contextlib.contextmanager
def server(database):
    """Run Odoo as a process of its own on a free port."""
    with socket.socket() as free, socket.socket() as free2:
        free.bind(("127.0.0.1", 0))
        free2.bind(("127.0.0.1", 0))
        port, gevent = free.getsockname()[1], free2.getsockname()[1]
    command = [
        sys.executable, os.path.join(os.environ["ODOO_SRC"], "odoo-bin"), "-d", database,
        f"--addons-path={','.join(config['addons_path'])}", f"--data-dir={config['data_dir']}",
        f"--db_host={config['db_host']}", f"--db_port={config['db_port']}", f"--db_user={config['db_user']}",
        "--http-interface=127.0.0.1", f"--http-port={port}", f"--gevent-port={gevent}",
        "--max-cron-threads=0", "--log-level=warn", f"--db-filter=^{database}$",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=sys.stderr)
    base = f"http://127.0.0.1:{port}"
    try:
        for _attempt in range(240):
            try:
                urllib.request.urlopen(base + "/web/health", timeout=5)
                break
            except OSError:
                time.sleep(1)
        yield base
    finally:
        process.terminate()
        process.wait(30)


def attacks(aims, users):
    """Yield (kind, what, role, model, method, arguments, context)."""
    i = {name: record.id for name, record in aims.items()}
    att = "ir.attachment"
    link, create, update, delete = 4, 0, 1, 2
    data = "Zm9yZ2Vk"

    # 1. Evidence: four kinds of it, every way to change a file, also by managers and the administrator.
    for kind, file, roles in (
        ("close", "close_evidence", ("close_officer", "close_manager", "doer", "administrator")),
        ("request", "capex_offer", ("clerk", "approval_manager")),
        ("bill", "bill_pdf", ("clerk", "approver", "approval_manager")),
        ("filing", "filing_evidence", ("bir_officer", "bir_manager")),
    ):
        for role in roles:
            yield "evidence", f"overwrite the {kind} evidence", role, att, "write", [[i[file]], {"datas": data}], None
            yield "evidence", f"delete the {kind} evidence", role, att, "unlink", [[i[file]]], None
        role = roles[0]
        yield "evidence", f"rename the {kind} evidence", role, att, "write", [[i[file]], {"name": "x"}], None
        moved = {"res_model": "res.partner", "res_id": i["vendor"]}
        yield "evidence", f"move the {kind} evidence", role, att, "write", [[i[file]], moved], None
        yield "evidence", f"turn the {kind} evidence into a link", role, att, "write", [[i[file]], {"type": "url", "url": "http://x"}], None  # noqa: E501
    yield "evidence", "forge a seal", "auditor", "ipai.evidence.seal", "create", [{"name": "x"}], None
    yield "evidence", "rewrite a seal", "administrator", "ipai.evidence.seal", "write", [[i["seal"]], {"sha256": "0"}], None
    yield "evidence", "remove a seal", "administrator", "ipai.evidence.seal", "unlink", [[i["seal"]]], None
    yield "evidence", "unlink evidence from a closed task", "close_officer", "ipai.close.task", "write", [[i["closed_task"]], {"attachment_ids": [[5]]}], None  # noqa: E501

    # 2. The checklist.
    task, period = "ipai.close.task", "ipai.close.period"
    yield "checklist", "drop the need of evidence on the own task", "doer", task, "write", [[i["open_task"]], {"evidence_required": False}], None  # noqa: E501
    yield "checklist", "drop the need of evidence as officer", "close_officer", task, "write", [[i["open_task"]], {"evidence_required": False}], None  # noqa: E501
    yield "checklist", "name another approver on the own task", "doer", task, "write", [[i["open_task"]], {"approver_id": False}], None  # noqa: E501
    yield "checklist", "delete a task of an open period", "close_officer", task, "unlink", [[i["open_task"]]], None
    yield "checklist", "delete it through the period", "close_manager", period, "write", [[i["open_period"]], {"task_ids": [[delete, i["open_task"]]]}], None  # noqa: E501
    yield "checklist", "create a task in a closed period", "close_officer", task, "create", [{"name": "x", "period_id": i["closed_period"]}], None  # noqa: E501
    yield "checklist", "import a task into a closed period", "close_officer", task, "load", [["name", "period_id/.id"], [["x", str(i["closed_period"])]]], None  # noqa: E501
    yield "checklist", "move a task into a closed period", "close_officer", task, "write", [[i["open_task"]], {"period_id": i["closed_period"]}], None  # noqa: E501
    yield "checklist", "copy a task within a closed period", "close_officer", task, "copy", [[i["closed_task"]]], None
    yield "checklist", "write the state", "close_manager", task, "write", [[i["open_task"]], {"state": "approved"}], None
    yield "checklist", "reopen a period by writing", "close_manager", period, "write", [[i["closed_period"]], {"state": "open"}], None  # noqa: E501

    # 3. Readers that write, and other companies.
    run = "ipai.report.run"
    for values in ({"date_from": "2026-01-02"}, {"company_id": i["elsewhere"]}, {"report_id": 1}, {"result": False}):
        yield "reader", f"write {next(iter(values))} of a report", "report_reader", run, "write", [[i["run"]], values], None
    yield "reader", "compute a report", "report_reader", run, "action_compute", [[i["run"]]], None
    yield "reader", "write a final report", "report_manager", run, "write", [[i["final_run"]], {"date_from": "2026-01-02"}], None  # noqa: E501
    yield "reader", "delete a final report", "report_manager", run, "unlink", [[i["final_run"]]], None
    for model, name in ((period, "open_period"), ("account.move", "bill"), ("ipai.bir.filing", "filing"), (run, "run")):
        yield "company", f"read a {model} of another company", "stranger", model, "read", [[i[name]], ["display_name"]], None
        yield "company", f"write a {model} of another company", "stranger", model, "write", [[i[name]], {"company_id": i["elsewhere"]}], None  # noqa: E501
        yield "company", f"read a {model} as a portal user", "portal", model, "read", [[i[name]], ["display_name"]], None

    # 4. After confirmation.
    line = aims["order"].order_line.id
    yield "after", "raise the price of a confirmed order", "clerk", "purchase.order.line", "write", [[line], {"price_unit": 900000}], None  # noqa: E501
    yield "after", "raise it through the order", "clerk", "purchase.order", "write", [[i["order"]], {"order_line": [[update, line, {"product_qty": 9}]]}], None  # noqa: E501
    yield "after", "add a line to a confirmed order", "clerk", "purchase.order", "write", [[i["order"]], {"order_line": [[create, 0, {"product_id": aims["order"].order_line.product_id.id, "product_qty": 1, "price_unit": 900000}]]}], None  # noqa: E501
    yield "after", "another bank account on a posted bill", "clerk", "account.move", "write", [[i["bill"]], {"partner_bank_id": i["other_bank"]}], None  # noqa: E501
    yield "after", "pay a posted bill earlier", "clerk", "account.move", "write", [[i["bill"]], {"invoice_date_due": "2026-06-16"}], None  # noqa: E501
    yield "after", "post a bill that nobody approved", "clerk", "account.move", "action_post", [[i["draft_bill"]]], None
    yield "after", "write posted on it", "clerk", "account.move", "write", [[i["draft_bill"]], {"state": "posted"}], None

    # 5. Payments and bank accounts.
    pay = "account.payment"
    yield "payment", "5,000,000 without a bill", "clerk", pay, "action_post", [[i["payment"]]], None
    yield "payment", "write paid on it", "clerk", pay, "write", [[i["payment"]], {"state": "paid"}], None
    yield "payment", "write in process on it", "approver", pay, "write", [[i["payment"]], {"state": "in_process"}], None
    yield "payment", "validate it", "clerk", pay, "action_validate", [[i["payment"]]], None
    born = {"payment_type": "outbound", "partner_type": "supplier", "partner_id": i["vendor"], "journal_id": i["journal"], "amount": 9, "state": "paid"}  # noqa: E501
    yield "payment", "create it paid", "clerk", pay, "create", [born], None
    bank = "res.partner.bank"
    yield "payment", "trust and change an account at once", "truster", bank, "write", [[i["bank"]], {"acc_number": "THIEF", "allow_out_payment": True}], None  # noqa: E501
    yield "payment", "create a trusted account", "truster", bank, "create", [{"acc_number": "THIEF2", "partner_id": i["vendor"], "allow_out_payment": True}], None  # noqa: E501
    yield "payment", "forget who entered an account", "truster", bank, "write", [[i["bank"]], {"ipai_doer_ids": [[5]]}], None

    # 6. Four eyes.
    request = "ipai.approval.request"
    yield "self", "approve what one raised", "approver", request, "action_approve", [[i["raised_request"]]], None
    yield "self", "approve as requester", "clerk", request, "action_approve", [[i["raised_request"]]], None
    yield "self", "approve as manager who was not asked", "approval_manager", request, "action_approve", [[i["raised_request"]]], None  # noqa: E501
    yield "self", "write approved", "approval_manager", request, "write", [[i["raised_request"]], {"state": "approved"}], None
    yield "self", "forge a decision", "approval_manager", "ipai.approval.decision", "create", [{"request_id": i["raised_request"], "verdict": "approve"}], None  # noqa: E501
    yield "self", "forget the doers", "clerk", request, "write", [[i["raised_request"]], {"doer_ids": [[5]]}], None
    yield "self", "approve by a context of one's own", "clerk", "account.move", "action_post", [[i["draft_bill"]]], {"ipai_approvals": True, "su": True, "approval_round": 1}  # noqa: E501
    yield "self", "delegate somebody else's approvals", "clerk", "ipai.approval.delegation", "create", [{"user_id": aims["request"].approver_ids.id or 2, "delegate_id": 2, "date_from": "2026-01-01", "date_to": "2027-01-01"}], None  # noqa: E501

    # 7. Tax documents.
    adj, ret = "ipai.bir.vat.adjustment", "ipai.bir.vat.return"
    yield "tax", "move an adjustment to a reviewed return", "bir_officer", adj, "write", [[i["adjustment"]], {"return_id": i["reviewed_return"]}], None  # noqa: E501
    yield "tax", "link it there", "bir_officer", ret, "write", [[i["reviewed_return"]], {"adjustment_ids": [[link, i["adjustment"]]]}], None  # noqa: E501
    yield "tax", "copy it there", "bir_officer", adj, "copy", [[i["adjustment"]], {"return_id": i["reviewed_return"]}], None
    yield "tax", "compute a reviewed return", "bir_officer", ret, "action_compute", [[i["reviewed_return"]]], None
    yield "tax", "write figures", "bir_manager", ret, "write", [[i["reviewed_return"]], {"net_vat": 0}], None
    yield "tax", "change the amount of a filed filing", "bir_manager", "ipai.bir.filing", "write", [[i["filing"]], {"amount": 1}], None  # noqa: E501
    yield "tax", "take evidence from a filing", "bir_officer", "ipai.bir.filing", "write", [[i["filing"]], {"attachment_ids": [[5]]}], None  # noqa: E501

    # 9. The smaller ones, and segregation of duties.
    ledger = {"report_date_from": "2026-02-31", "report_date_to": "2026-03-31"}
    yield "smaller", "ask for an impossible date", "report_manager", "ipai.report.trial.balance", "search_read", [[], ["account_id"]], ledger  # noqa: E501
    exception = {"rule_id": i["rule"], "reason": "x", "date_to": "2027-01-01"}
    own = users["segregation"].id
    yield "segregation", "grant oneself an exception", "segregation", "ipai.segregation.exception", "create", [{**exception, "user_id": own, "owner_id": 2}], None  # noqa: E501
    yield "segregation", "answer for one's own exception", "segregation", "ipai.segregation.exception", "create", [{**exception, "user_id": 2, "owner_id": 2}], None  # noqa: E501
    yield "segregation", "delete findings", "segregation", "ipai.segregation.finding", "unlink", [[1]], None


def judge(result, error, method):
    """A load answers with messages instead of an error; a read of nothing is a refusal too."""
    if error:
        name, message = error
        return ("refused" if name in UNDERSTANDABLE else "unclear"), f"{name}: {message}"
    if method == "load" and not result["ids"]:
        return "refused", result["messages"][0]["message"]
    if method == "read" and not result:
        return "refused", "nothing is there for this user"
    return "succeeded", str(result)[:200]


def main(env):
    users, aims = set_up(env)
    database = env.cr.dbname
    with server(database) as base:
        clients = {name: Client(base, database, f"attack_{name}") for name in users}
        for number, (kind, what, role, model, method, args, context) in enumerate(attacks(aims, users), 1):
            result, error = clients[role].call(model, method, *args, context=context)
            outcome, said = judge(result, error, method)
            line = {"number": number, "kind": kind, "attack": what, "role": role, "outcome": outcome, "said": said}
            print("ATTACK " + json.dumps(line), flush=True)
        # The controls must not be walls: what is allowed still works.
        for what, role, model, method, args in (
            ("start an own task", "doer", "ipai.close.task", "action_start", [[aims["open_task"].id]]),
            ("write a note on it", "doer", "ipai.close.task", "write", [[aims["open_task"].id], {"note": "x"}]),
            ("ask for a payment", "clerk", "account.payment", "action_request_approval", [[aims["payment"].id]]),
            ("verify the seals", "auditor", "ipai.evidence.verification", "action_verify", []),
        ):
            _result, error = clients[role].call(model, method, *args)
            print("ALLOWED " + json.dumps({"act": what, "role": role, "ok": not error, "said": error}), flush=True)
    commit(env)
    found = env["ipai.evidence.verification"].sudo()._verify()
    print("VERIFIED " + json.dumps({"state": found.state, "findings": found.findings}), flush=True)


main(env)  # noqa: F821: the shell brings it
