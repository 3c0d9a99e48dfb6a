import { probeKind, type Probe, type ProbeKind } from "../mapping/probe.ts";
import type { World } from "../world/world.ts";
import { access } from "./access.ts";
import { asset } from "./asset.ts";
import { combined } from "./combined.ts";
import { field } from "./field.ts";
import { js } from "./js.ts";
import { method } from "./method.ts";
import { model } from "./model.ts";
import { unknown, type ProbeAnswer, type ProbeRule } from "./probe.ts";
import { action, cron, menu, report, xmlid } from "./record.ts";
import { route } from "./route.ts";
import { setting } from "./setting.ts";
import { view } from "./view.ts";

const RULES: { readonly [K in ProbeKind]: ProbeRule<K> } = {
  model,
  field,
  view,
  combined,
  menu,
  action,
  report,
  cron,
  xmlid,
  route,
  access,
  js,
  asset,
  setting,
  method,
};

/** The rule for a probe; the mapping's schema has made sure that there is exactly one. */
function ruleOf(probe: Probe): ProbeRule<ProbeKind> {
  return RULES[probeKind(probe)!] as ProbeRule<ProbeKind>;
}

/** A probe as one readable line. */
export function renderProbe(probe: Probe): string {
  return ruleOf(probe).text(probe as never);
}

/**
 * Asks the probe of a world. A failure is only certain when the claim's own modules could be read whole:
 * otherwise the answer is `unknown`.
 */
export function checkProbe(probe: Probe, world: World): ProbeAnswer {
  const answer = ruleOf(probe).check(probe as never, world);
  if (answer.state !== "fails") return answer;
  const unread = [...world.own].find((name) =>
    world.index.modules.get(name)!.facts.issues.some((it) => it.severity === "error"),
  );
  return unread ? unknown(`${answer.reason}; but ${unread} could not be read whole`, ...answer.evidence) : answer;
}
