// A builder whose builds are a second of writing: the queue, the state and the logs are real, Odoo is not there.
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openState, startBuilder, type Ground } from "@ipai/operations";

const [address, dataDir, name] = process.argv.slice(2) as [string, string, string];
const server = JSON.parse(address);
const state = await openState(server);
const ground: Ground = {
  name,
  dataDir,
  server,
  revisions: {},
  timeoutSeconds: 60,
  pip: [],
  rooms: {
    kind: "sandbox",
    open: () => Promise.reject(new Error("no rooms here")),
    find: () => Promise.resolve(null),
    close: () => Promise.resolve(),
    list: () => Promise.resolve([]),
    usage: () => Promise.resolve({ memory: 0, killed: 0 }),
  },
};
await startBuilder(state, ground, {
  capacity: 2,
  costPerHour: 1,
  mayFetch: () => Promise.resolve(false),
  examine: () => Promise.resolve([]),
  tasks: { status: () => {}, fetch: () => {} },
  say: (text) => process.stderr.write(`${text}\n`),
  build: async (_, { build }) => {
    const folder = join(dataDir, "logs", String(build.id), String(build.attempt));
    mkdirSync(folder, { recursive: true });
    for (let line = 1; line <= 20; line += 1) {
      appendFileSync(join(folder, "install.log"), `${name} attempt ${build.attempt} line ${line}\n`);
      await sleep(250);
    }
    const result = {
      modules: [],
      tested: [],
      tests: { ran: 1, failed: 0 },
      findings: [],
      revision: "latest",
      template: { cached: 0, built: 0 },
      seconds: 1,
    };
    return { colour: "green", database: null, room: null, result };
  },
});
process.stdout.write("ready\n");
