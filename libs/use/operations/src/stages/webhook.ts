import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { addJob } from "../builds/enqueue.ts";
import { record } from "../state/events.ts";
import type { State } from "../state/state.ts";
import type { Project } from "./projects.ts";

export type Forge = "github" | "gitlab" | "gitea";
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Whether the forge signed these bytes with the project's secret; compared in constant time. */
export function isSigned(forge: Forge, headers: Headers, body: Buffer, secret: string): boolean {
  const hmac = createHmac("sha256", secret).update(body).digest("hex");
  const expected = { github: `sha256=${hmac}`, gitea: hmac, gitlab: secret }[forge];
  const name = { github: "x-hub-signature-256", gitea: "x-gitea-signature", gitlab: "x-gitlab-token" }[forge];
  const given = headers[name];
  return typeof given === "string" && same(given, expected);
}

function same(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash("sha256").update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(left, right);
}

export type Delivery = "taken" | "replayed" | "unsigned";

/**
 * Takes a webhook: its signature counts and nothing else of it. The repository that is then fetched is the one in the
 * project's settings, never one that the payload names. The same signed bytes are taken once: a delivery's id is not
 * signed, so that an id cannot make old bytes new.
 */
export async function takeWebhook(
  state: State,
  project: Project,
  forge: Forge,
  headers: Headers,
  body: Buffer,
): Promise<Delivery> {
  const digest = createHash("sha256").update(body).digest("hex");
  const target = { project: project.id };
  if (!isSigned(forge, headers, body, project.webhook_secret)) {
    await record(state, "webhook", "webhook.taken", "refused", target, { forge, digest, reason: "not signed" });
    return "unsigned";
  }
  return state.transaction(async (tx) => {
    const { rowCount } = await tx.query("INSERT INTO deliveries VALUES ($1, $2) ON CONFLICT DO NOTHING", [
      project.id,
      digest,
    ]);
    const outcome = rowCount ? "done" : "refused";
    await record(tx, "webhook", "webhook.taken", outcome, target, {
      forge,
      digest,
      ...(rowCount ? {} : { reason: "replayed" }),
    });
    if (rowCount) await addJob(tx, "fetch", { project: project.id }, { key: `fetch:${project.id}` });
    return rowCount ? "taken" : "replayed";
  });
}
