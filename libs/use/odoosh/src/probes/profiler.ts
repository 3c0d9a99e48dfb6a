import { atLeast, equal, type Probe } from "../fact.ts";
import { serve } from "../serve.ts";

const RECORD = (hot: number, cold: number) => `
import time
from odoo.tools.profiler import Profiler

def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        sum(range(100))

def ipai_hot():
    spin(${hot})

def ipai_cold():
    spin(${cold})

with Profiler(db=env.cr.dbname, collectors=['traces_async'], profile_session='ipai probe'):
    ipai_hot()
    ipai_cold()
`;

interface Speedscope {
  readonly shared: { readonly frames: readonly { readonly name: string }[] };
  readonly profiles: readonly { readonly events: readonly { type: "O" | "C"; frame: number; at: number }[] }[];
}

/** Odoo's own profiler finds the function that costs the time, and the flame graph is served. */
export const profiler: Probe = {
  name: "profiler",
  breaks: "another function costs the time",
  run: async (ground, broken) => {
    const database = await ground.database(["web"]);
    await ground.shell(database, broken ? RECORD(0.2, 2) : RECORD(2, 0.2));
    const [profile] = await ground.query<{ id: number }>(
      database,
      "SELECT id FROM ir_profile ORDER BY id DESC LIMIT 1",
    );
    return serve(ground, database, [], async ({ login, url }) => {
      const get = await login("admin", "admin");
      const page = await get(`/web/speedscope/${profile!.id}`);
      const data = await get(`/web/speedscope/${profile!.id}?action=speedscope_download_json`);
      const stranger = await fetch(`${url}/web/speedscope/${profile!.id}`, { redirect: "manual" });
      const share = shareOf("ipai_hot", (await data.json()) as Speedscope);
      return [
        equal("flame graph of a user", page.status, 200),
        equal("flame graph without a login", stranger.status, 303),
        atLeast("share of the hot function", Math.round(share * 1000) / 1000, 0.5),
      ];
    });
  },
};

/** Share of the recorded time that was spent below a function. */
function shareOf(name: string, { shared, profiles }: Speedscope): number {
  const events = profiles[0]?.events ?? [];
  const frames = new Set(shared.frames.flatMap((frame, index) => (frame.name.startsWith(name) ? [index] : [])));
  const inside = events
    .filter(({ frame }) => frames.has(frame))
    .reduce((sum, { type, at }) => sum + (type === "O" ? -at : at), 0);
  return inside / ((events.at(-1)?.at ?? 0) - (events[0]?.at ?? 0));
}
