/** How one kind of chain is read: rows in the order of the chain, each with all that its entry says. */
export interface ChainQuery {
  readonly kind: "journal" | "seals";
  /** The table whose presence decides whether there is such a chain at all. */
  readonly table: string;
  /** Answers with `chain`, `number`, `hash` and `content` (JSON), in the order of the chain. */
  readonly sql: string;
}

/**
 * Hashed journal entries, by journal and sequence prefix. Odoo's own hash covers name, date, journal, company, and of
 * the items label, debit, credit, account and partner (`account/models/account_move.py`, `_get_integrity_hash_fields`);
 * this covers what it leaves out, too: amounts in currency, taxes, reference, due dates, bank account and attachments.
 * What reconciliation changes later (residuals, payment state) is left out.
 */
const JOURNALS: ChainQuery = {
  kind: "journal",
  table: "account_move",
  sql: `
    SELECT m.journal_id || ' ' || m.sequence_prefix AS chain, m.sequence_number AS number, m.inalterable_hash AS hash,
      jsonb_build_array(m.id, m.name, m.date, m.journal_id, m.company_id, m.move_type, m.state, m.ref, m.partner_id,
        m.currency_id, m.invoice_date, m.invoice_date_due, m.partner_bank_id, m.inalterable_hash,
        (SELECT jsonb_agg(jsonb_build_array(l.id, l.account_id, l.partner_id, l.name, l.debit, l.credit,
            l.amount_currency, l.currency_id, l.tax_line_id, l.tax_base_amount, l.date_maturity,
            (SELECT jsonb_agg(t.account_tax_id ORDER BY t.account_tax_id) FROM account_move_line_account_tax_rel t
              WHERE t.account_move_line_id = l.id),
            (SELECT jsonb_agg(t.account_account_tag_id ORDER BY t.account_account_tag_id)
              FROM account_account_tag_account_move_line_rel t WHERE t.account_move_line_id = l.id)) ORDER BY l.id)
          FROM account_move_line l WHERE l.move_id = m.id))::text AS content
    FROM account_move m WHERE m.inalterable_hash IS NOT NULL
    ORDER BY m.journal_id, m.sequence_prefix, m.sequence_number, m.id`,
};

/** Seals of documents and their attachments (add-on `ipai_evidence`), a chain per company. */
const SEALS: ChainQuery = {
  kind: "seals",
  table: "ipai_evidence_seal",
  sql: `
    SELECT 'company ' || s.company_id AS chain, s.number, s.sha256 AS hash,
      jsonb_build_array(s.id, s.name, s.number, s.event, s.res_model, s.res_id, s.user_id, s.sealed_on, s.content,
        s.content_sha256, s.previous_sha256, s.sha256,
        (SELECT jsonb_agg(jsonb_build_array(i.attachment_id, i.name, i.size, i.sha256, a.name, a.checksum, a.store_fname)
            ORDER BY i.id)
          FROM ipai_evidence_item i LEFT JOIN ir_attachment a ON a.id = i.attachment_id WHERE i.seal_id = s.id))::text
        AS content
    FROM ipai_evidence_seal s ORDER BY s.company_id, s.number`,
};

export const CHAIN_QUERIES: readonly ChainQuery[] = [JOURNALS, SEALS];
