import { developmentBuild } from "./development-build.ts";
import type { Probe } from "./fact.ts";
import { history } from "./history.ts";
import { publicBuilds } from "./public-builds.ts";
import { roles } from "./roles.ts";
import { stages } from "./stages.ts";

/** What `ipai-console probe` can try; each is a check of `odoosh.yml` with its control. */
export const PROBES: readonly Probe[] = [stages, history, roles, publicBuilds, developmentBuild];
