import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { mkdirSync } from "node:fs";
import { Command } from "commander";
import {
  commonTasks,
  createProject,
  openState,
  resolvesOutside,
  SandboxHost,
  startBuilder,
  SYSTEM,
  syncBranches,
  type Ground,
  type Project,
  type State,
} from "@ipai/operations";
import { addressFromEnvironment, type ServerAddress } from "@ipai/postgres";
import { makeApp } from "../server/app.ts";
import type { Context } from "../server/context.ts";
import { putUser } from "../server/session.ts";

const SYNC_MS = 2000;
const outside = async (url: string) => (await resolvesOutside(url)) !== null;

function serverAddress(): ServerAddress {
  const found = addressFromEnvironment(process.env);
  if (!found)
    throw new Error(
      "name a PostgreSQL server in DATABASE_URL or PGHOST: a superuser that logs in by password over a socket's folder",
    );
  return found.address;
}

function groundOf(dataDir: string, name: string): Ground {
  const source = process.env["ODOO_SRC"];
  if (!source) throw new Error("set ODOO_SRC to an Odoo 19.0 source tree (the folder of odoo-bin)");
  const index = process.env["PIP_INDEX_URL"];
  return {
    name,
    dataDir,
    rooms: new SandboxHost(join(dataDir, "rooms"), `ipai-${name}`),
    server: serverAddress(),
    revisions: { latest: resolve(source) },
    timeoutSeconds: 3600,
    pip: index ? ["--index-url", index] : [],
  };
}

function startBuilding(state: State, ground: Ground, address: string, capacity: number, cost: number) {
  return startBuilder(state, ground, {
    capacity,
    costPerHour: cost,
    mayFetch: outside,
    examine: () => Promise.resolve([]),
    say: (text) => console.error(text),
    tasks: commonTasks(state, { dataDir: ground.dataDir, address, mayAsk: outside }),
  });
}

const dataOption = ["--data <folder>", "repositories, rooms, logs", "/var/lib/ipai-console"] as const;

/** `ipai-console serve`: the server, and unless told otherwise a builder beside it. */
export function serveCommand(): Command {
  return new Command("serve")
    .description("serve the console's pages and work off its queue on this machine")
    .option(...dataOption)
    .option("--port <number>", "on 127.0.0.1, behind a proxy that does TLS", "8070")
    .option("--address <url>", "how people reach it", "http://127.0.0.1:8070")
    .option("--capacity <builds>", "builds at the same time; 0: builders are elsewhere", "1")
    .option("--cost <per hour>", "of this machine, shown per build", "0")
    .action(
      async ({
        data,
        port,
        address,
        capacity,
        cost,
      }: Record<"data" | "port" | "address" | "capacity" | "cost", string>) => {
        mkdirSync(data, { recursive: true, mode: 0o711 });
        const state = await openState(serverAddress());
        const ground = Number(capacity) > 0 ? groundOf(resolve(data), hostname()) : null;
        const context: Context = { state, dataDir: resolve(data), ground, address, oidc: oidcFromEnvironment() };
        const app = await makeApp(context);
        await app.listen({ port: Number(port), host: "127.0.0.1" });
        const builder = ground ? await startBuilding(state, ground, address, Number(capacity), Number(cost)) : null;
        const syncing = setInterval(
          () => void syncAll(state, context.dataDir).catch((error: Error) => console.error(error.message)),
          SYNC_MS,
        );
        console.error(`console at ${address}`);
        for (const signal of ["SIGINT", "SIGTERM"] as const)
          process.once(signal, () => {
            clearInterval(syncing);
            void Promise.all([builder?.stop(), app.close()]).finally(() => process.exit(0));
          });
      },
    );
}

/** Looks what was pushed, however it was told: a push while the console was down is found when it is back. */
async function syncAll(state: State, dataDir: string): Promise<void> {
  const { rows } = await state.query<Project>("SELECT * FROM projects");
  for (const project of rows) await syncBranches(state, dataDir, project);
}

function oidcFromEnvironment(): Context["oidc"] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = process.env;
  return issuer && clientId && clientSecret ? { issuer, clientId, clientSecret } : null;
}

/** `ipai-console builder`: one more machine works off the queue. */
export function builderCommand(): Command {
  return new Command("builder")
    .description("join this machine to a console's queue (DATABASE_URL names its server)")
    .option(...dataOption)
    .option("--name <name>", "of this builder", hostname())
    .option("--address <url>", "of the console", "http://127.0.0.1:8070")
    .option("--capacity <builds>", "builds at the same time", "1")
    .option("--cost <per hour>", "of this machine, shown per build", "0")
    .action(
      async ({
        data,
        name,
        address,
        capacity,
        cost,
      }: Record<"data" | "name" | "address" | "capacity" | "cost", string>) => {
        mkdirSync(data, { recursive: true, mode: 0o711 });
        const builder = await startBuilding(
          await openState(serverAddress()),
          groundOf(resolve(data), name),
          address,
          Number(capacity),
          Number(cost),
        );
        console.error(`builder ${name} works`);
        for (const signal of ["SIGINT", "SIGTERM"] as const)
          process.once(signal, () => void builder.stop().finally(() => process.exit(0)));
      },
    );
}

/** `ipai-console user` and `project`: what is set up from the machine itself. */
export function setupCommands(): Command[] {
  const user = new Command("user")
    .description("make a user, or change one; the password is read from IPAI_PASSWORD, without one only OpenID lets in")
    .argument("<login>")
    .option("--admin", "of the whole console")
    .action(async (login: string, { admin = false }: { admin?: boolean }) => {
      const state = await openState(serverAddress());
      await putUser(state, login, process.env["IPAI_PASSWORD"] ?? null, admin);
      await state.close();
    });
  const project = new Command("project")
    .description("make a project with its repository")
    .argument("<name>")
    .option(...dataOption)
    .action(async (name: string, { data }: { data: string }) => {
      const state = await openState(serverAddress());
      const { webhook_secret } = await createProject(state, resolve(data), SYSTEM, name);
      console.log(
        `git remote add console ${join(resolve(data), "git", `${name}.git`)}\nwebhook secret: ${webhook_secret}`,
      );
      await state.close();
    });
  return [user, project];
}
