import { field } from "./field.ts";
import type { ProbeRule } from "./probe.ts";

export const setting: ProbeRule<"setting"> = {
  text: (probe) => `setting ${probe.setting}`,
  check: (probe, world) => field.check({ field: `res.config.settings.${probe.setting}` }, world),
};
