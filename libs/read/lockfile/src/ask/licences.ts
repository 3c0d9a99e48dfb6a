/**
 * Values of a manifest's `license` (`odoo/addons/base/models/ir_module.py: Module.license`), from the one that asks
 * least of those who build on it to the ones that ask most.
 */
const COPYLEFT: Record<string, "weak" | "gpl2" | "gpl" | "agpl" | "proprietary" | "other"> = {
  "LGPL-3": "weak",
  "Other OSI approved licence": "other",
  "GPL-2": "gpl2",
  "GPL-2 or any later version": "gpl",
  "GPL-3": "gpl",
  "GPL-3 or any later version": "gpl",
  "AGPL-3": "agpl",
  "OEEL-1": "proprietary",
  "OPL-1": "proprietary",
  "Other proprietary": "proprietary",
};

/**
 * Why a module under one licence cannot depend on a module under another; null when it can. A module that depends on
 * another is built on it, so it must give what the other's licence asks.
 */
export function licenceConflict(own: string, dependency: string): string | null {
  const [a, b] = [COPYLEFT[own], COPYLEFT[dependency]];
  if (!a || !b) return `the licence ${JSON.stringify(a ? dependency : own)} is none that Odoo knows`;
  if (b === "weak" || a === "other" || b === "other") return null;
  if (b === "proprietary")
    return a === "proprietary" ? null : `${own} cannot build on proprietary code (${dependency})`;
  if (b === "agpl") return a === "agpl" || a === "gpl" ? null : `what builds on AGPL-3 must be AGPL-3, not ${own}`;
  return a === "agpl" || a === "gpl" || (a === "gpl2" && b === "gpl2")
    ? null
    : `what builds on ${dependency} must be GPL, not ${own}`;
}

/** SPDX names of these licences; null for those that have none. */
export function spdx(licence: string): string | null {
  return SPDX[licence] ?? null;
}

const SPDX: Record<string, string> = {
  "LGPL-3": "LGPL-3.0-only",
  "GPL-2": "GPL-2.0-only",
  "GPL-2 or any later version": "GPL-2.0-or-later",
  "GPL-3": "GPL-3.0-only",
  "GPL-3 or any later version": "GPL-3.0-or-later",
  "AGPL-3": "AGPL-3.0-only",
};
