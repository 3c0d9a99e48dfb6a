import type { Loss, Tier } from "@ipai/parity";

/** What each tier says, in one line. */
export const TIER_WORDS: Readonly<Record<Tier, string>> = {
  unmapped: "nothing public is known",
  mapped: "somebody named modules",
  resolved: "the modules are pinned, complete and free to use",
  capable: "what was claimed is in their content",
  installed: "attested: installed on a real Odoo",
  tested: "attested: acceptance tests passed",
};

/** What each cause of a missing score means, and what would mend it. */
export const CAUSE_WORDS: Readonly<Record<Loss["cause"], string>> = {
  "no-candidate": "no free module is known",
  "not-pinned": "the module is not published for this series, or not pinned",
  "other-repository": "a module of that name is pinned, but another one",
  "missing-dependency": "a dependency is in no pinned repository",
  "not-installable": "a module of the closure is not installable at this series",
  licence: "licences do not fit together",
  exclusion: "modules of the closure exclude each other",
  unreadable: "a manifest could not be read",
  "no-probe": "nothing says what would prove it",
  "probe-fails": "a claimed model, field, view or record is not there",
  "probe-unknown": "the content does not say for certain",
  "probe-useless": "the probes also hold without the candidate",
  "not-installed": "not yet installed on a real Odoo with an attestation",
  "void-attestation": "the attested content has changed since",
  "not-tested": "not yet tested on a real Odoo with an attestation",
  coverage: "the modules cover a part of it only",
};

/** `0.4273` → `42.7 %`; a rounding error below zero is zero. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1).replace(/^-0\.0$/, "0.0")} %`;
}
