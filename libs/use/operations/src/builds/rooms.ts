import { rmSync } from "node:fs";
import { buildFolder, type Ground } from "./ground.ts";

/** Removes what a build left on its builder: room, files. Logs stay in the state. */
export async function removeRoom(ground: Ground, build: number): Promise<void> {
  for (const id of [`build-${build}`, `template-${build}`]) await ground.rooms.close(id);
  rmSync(buildFolder(ground, build), { recursive: true, force: true });
}
