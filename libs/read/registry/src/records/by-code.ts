/** What Odoo 19's own code does, on any database, to xml ids that data files declare: the files alone do not tell it. */

/** A hook after installation protects the module's tags (`account/models/chart_template.py: preserve_existing_tags_on_taxes`). */
const TAGS_KEPT_BY = new Set(["l10n_fr_account", "l10n_lu", "l10n_no", "l10n_pl", "l10n_sg", "l10n_th"]);

/**
 * A new column's `_init_column` makes the product before the files are read, so the file's entry changes one that is
 * there: without `noupdate`, and its template gets no id (`event_booth_sale/models/event_booth_category.py`).
 */
const BOOTH = "event_booth_sale.product_product_event_booth";

/** The flag that a record has in the end. */
export function noupdateAfterCode(id: string, model: string, noupdate: boolean): boolean {
  if (model === "account.account.tag" && TAGS_KEPT_BY.has(id.slice(0, id.indexOf(".")))) return true;
  return noupdate && id !== BOOTH;
}

/** True where code has made the record that would otherwise come with an entry. */
export function isForestalled(id: string): boolean {
  return id === `${BOOTH}_product_template`;
}
