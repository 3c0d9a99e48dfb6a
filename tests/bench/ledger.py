# Runs in `ipai odoo shell` on a database with ipai_bir_vat and demo data: copies posted invoices until the ledger holds
# 100,000 items, then times reports and what plain SQL needs for the same sums. Prints one JSON line per report.
import json
import time
from datetime import date

ITEMS = 100_000
START, END = date(2026, 7, 1), date(2026, 9, 30)

env.cr.execute(
    """
    CREATE TEMP TABLE seed AS SELECT m.id, m.company_id FROM account_move m JOIN res_company c ON c.id = m.company_id
    WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'in_invoice') AND c.id = %s
    """,
    (env.ref("base.demo_company_ph").id,),
)


def columns(table, without):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'", (table,)
    )
    return [f'"{name}"' for name, in env.cr.fetchall() if name not in without]


def copy(sql, **values):
    env.cr.execute(sql.format(**values))


env.cr.execute("SELECT count(*), max(l.id) FROM account_move_line l JOIN seed ON seed.id = l.move_id")
seeded, step = env.cr.fetchone()
env.cr.execute("SELECT greatest(max(id), %s) + 1 FROM account_move", (step,))
step = env.cr.fetchone()[0]
copies = ITEMS // seeded + 1
move = columns("account_move", {"id", "name", "date", "sequence_prefix", "sequence_number", "access_token"})
line = columns("account_move_line", {"id", "move_id", "date", "full_reconcile_id"})
env.cr.execute("SET session_replication_role = replica")
copy(
    """
    INSERT INTO account_move (id, name, date, sequence_prefix, sequence_number, {into})
    SELECT m.id + k * {step}, 'B/' || k || '/' || m.id, date '2026-01-01' + ((k * 7 + m.id) % 320), 'B/' || m.id || '/', k,
           {of} FROM account_move m JOIN seed USING (id) CROSS JOIN generate_series(1, {copies}) k
    """,
    into=", ".join(move), of=", ".join(f"m.{name}" for name in move), step=step, copies=copies,
)
copy(
    """
    INSERT INTO account_move_line (id, move_id, date, {into})
    SELECT l.id + k * {step}, l.move_id + k * {step}, date '2026-01-01' + ((k * 7 + l.move_id) % 320), {of}
    FROM account_move_line l JOIN seed ON seed.id = l.move_id CROSS JOIN generate_series(1, {copies}) k
    """,
    into=", ".join(line), of=", ".join(f"l.{name}" for name in line), step=step, copies=copies,
)
for table, other in (
    ("account_account_tag_account_move_line_rel", "account_account_tag_id"),
    ("account_move_line_account_tax_rel", "account_tax_id"),
):
    copy(
        """
        INSERT INTO {table} (account_move_line_id, {other})
        SELECT r.account_move_line_id + k * {step}, r.{other} FROM {table} r
        JOIN account_move_line l ON l.id = r.account_move_line_id JOIN seed ON seed.id = l.move_id
        CROSS JOIN generate_series(1, {copies}) k
        """,
        table=table, other=other, step=step, copies=copies,
    )
env.cr.execute("SET session_replication_role = DEFAULT")
env.cr.execute("ANALYZE")
company = env.ref("base.demo_company_ph")
env.cr.execute("SELECT count(*) FROM account_move_line WHERE company_id = %s", (company.id,))
count, = env.cr.fetchone()
print("BENCH", json.dumps({"items": count}))

env = env(context=dict(env.context, allowed_company_ids=company.ids))
dated = {"report_date_from": str(START), "report_date_to": str(END)}


def report(model):
    return env[model].with_context(**dated)


OPEN = "l.company_id = %(company)s AND l.parent_state = 'posted'"
CASES = {
    "trial balance": (
        lambda: report("ipai.report.trial.balance").search_read([], ["account_id", "opening", "debit", "closing"]),
        f"""SELECT l.account_id, sum(l.balance) FILTER (WHERE l.date < %(start)s), sum(l.debit) FILTER (WHERE l.date >= %(start)s),
               sum(l.balance) FROM account_move_line l WHERE {OPEN} AND l.date <= %(end)s GROUP BY 1""",
    ),
    "general ledger": (
        lambda: report("ipai.report.general.ledger").search_read([], ["account_id", "date", "cumulated"], limit=80),
        f"""SELECT l.account_id, l.date, opening + sum(l.balance) OVER (PARTITION BY l.account_id ORDER BY l.date, l.id)
              FROM account_move_line l
              JOIN (SELECT account_id, sum(balance) AS opening FROM account_move_line l
                     WHERE {OPEN} AND l.date < %(start)s GROUP BY 1) o USING (account_id)
             WHERE {OPEN} AND l.date BETWEEN %(start)s AND %(end)s ORDER BY 1, 2, l.id LIMIT 80""",
    ),
    "aged balances": (
        lambda: report("ipai.report.aged")._read_group([], ["partner_id"], ["residual:sum"]),
        f"""SELECT l.partner_id, sum(l.amount_residual) FROM account_move_line l JOIN account_account a ON a.id = l.account_id
             WHERE {OPEN} AND a.account_type IN ('asset_receivable', 'liability_payable') AND l.date <= %(end)s GROUP BY 1""",
    ),
    "2550Q": (
        lambda: env["ipai.report.evaluator"]._evaluate(env.ref("l10n_ph.vat"), START, END, company),
        f"""SELECT r.account_account_tag_id, sum(l.balance) FROM account_move_line l
              JOIN account_account_tag_account_move_line_rel r ON r.account_move_line_id = l.id
             WHERE {OPEN} AND l.date BETWEEN %(start)s AND %(end)s GROUP BY 1""",
    ),
}


def floor(sql):
    env.cr.execute(sql, {"company": company.id, "start": START, "end": END})
    return env.cr.fetchall()


def best(work, runs=3):
    """Shortest of some runs on cold caches of the ORM, and the queries of one."""
    seconds = []
    for _run in range(runs):
        env.invalidate_all()
        before, began = env.cr.sql_log_count, time.perf_counter()
        rows = work()
        seconds.append(time.perf_counter() - began)
        queries = env.cr.sql_log_count - before
    assert rows, "a report of a full ledger has rows"
    return min(seconds), queries


for name, (work, sql) in CASES.items():
    seconds, queries = best(work)
    plain, _one = best(lambda sql=sql: floor(sql))
    print("BENCH", json.dumps({"report": name, "seconds": seconds, "queries": queries, "floor": plain}))
