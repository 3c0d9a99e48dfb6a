import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout, fetchSubmodule, readSubmodules } from "./checkout.ts";
import type { Ground } from "./ground.ts";
import type { Order } from "./order.ts";
import { Stops } from "./stops.ts";

/** The commit's files and its submodules, laid into `src`. Throws `Stops` for a submodule that may not or cannot be had. */
export async function bringFiles(
  ground: Ground,
  { build, gitDir, deployKeys, mayFetch }: Order,
  src: string,
  logs: string,
): Promise<void> {
  checkout(gitDir, build.commit, src);
  for (const submodule of readSubmodules(gitDir, build.commit)) {
    const { path, url } = submodule;
    if (path.split("/").some((part) => part === "..") || !(await mayFetch(url)))
      throw new Stops(
        "submodule-refused",
        `the submodule ${path} is at ${url}, which may not be asked`,
        "use https or ssh to a public host",
      );
    const said = fetchSubmodule(join(ground.dataDir, "fetch"), submodule, src, deployKeys.get(url) ?? null);
    writeFileSync(join(logs, "git.log"), `${path} ${url} ${submodule.commit}: ${said ?? "ok"}\n`, { flag: "a" });
    if (said !== null)
      throw new Stops(
        "submodule-missing",
        `the submodule ${path} could not be fetched: ${said.slice(0, 300)}`,
        "add the project's deploy key to that repository",
      );
  }
}
