import type { FastifyReply, FastifyRequest } from "fastify";
import { ANONYMOUS, type Actor, type Ground, type State } from "@ipai/operations";
import type { Frame } from "./page.ts";
import type { Session } from "./session.ts";

interface Oidc {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What the server stands on. */
export interface Context {
  readonly state: State;
  readonly dataDir: string;
  /** The builder of this machine, for what happens in rooms; null where builds are made elsewhere. */
  readonly ground: Ground | null;
  /** How people reach it, without a final `/`. */
  readonly address: string;
  readonly oidc: Oidc | null;
}

declare module "fastify" {
  interface FastifyRequest {
    session: Session | null;
    rawBody?: Buffer;
  }
}

/** Who asks. */
export function actorOf(request: FastifyRequest): Actor {
  return request.session ? { login: request.session.login } : ANONYMOUS;
}

/** Frame of a page for who asks. */
export function frameOf(
  request: FastifyRequest,
  reply: FastifyReply,
  title: string,
  path: Frame["path"],
  script?: string,
): Frame {
  const { session } = request;
  const nonce = reply.cspNonce.script;
  return {
    title,
    path,
    login: session?.login ?? null,
    csrf: session?.csrf ?? "",
    nonce,
    ...(script ? { script } : {}),
  };
}
