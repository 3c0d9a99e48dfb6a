import { checkStack, POLICIES } from "@ipai/stack";
import { describe, expect, it } from "vitest";
import { read, stackFiles } from "./files.ts";

const PROD = "deploy/docker-compose.prod.yml";
const DEV = "docker-compose.yml";
const IMAGE = "docker/Dockerfile.ce19";

/** For each policy, one edit of our own files that breaks it: file, what stands there, what stands there instead. */
const CONTROLS: Readonly<Record<string, readonly [string, string, string]>> = {
  "image-without-version": [PROD, "caddy:2.11.4-alpine@", "caddy:latest@"],
  "image-without-digest": [DEV, "postgres:15.19-bookworm@sha256:", "postgres:15.19-bookworm #"],
  "image-not-locked": [PROD, "caddy:2.11.4-alpine@sha256:6", "caddy:2.11.4-alpine@sha256:7"],
  privileged: [DEV, "    shm_size: 256m", "    shm_size: 256m\n    privileged: true"],
  "capabilities-kept": [PROD, "cap_add: [NET_BIND_SERVICE]", "cap_add: [SYS_ADMIN]"],
  "new-privileges": [PROD, '  security_opt: ["no-new-privileges:true"]', ""],
  "port-published": [DEV, '"127.0.0.1:${ODOO_PORT:-8069}:8069"', '"8069:8069"'],
  "root-user": [PROD, '    user: "10001:10001"', '    user: "0:0"'],
  "writable-root": [PROD, "  read_only: true", "  read_only: false"],
  "no-healthcheck": [PROD, "    healthcheck:\n      test: [CMD, wget", "    x-healthcheck:\n      test: [CMD, wget"],
  "no-limits": [PROD, "    pids_limit: 128", ""],
  "no-restart": [PROD, "  restart: unless-stopped", ""],
  "logs-unbounded": [PROD, "max-size: 20m, ", ""],
  "secret-in-plain": [
    PROD,
    "      ODOO_DB_USER: odoo_app",
    "      ODOO_DB_USER: odoo_app\n      ODOO_DB_PASSWORD: hunter2",
  ],
  "database-exposed": [PROD, "data: { internal: true }", "data: {}"],
  "writable-mount": [PROD, "/etc/caddy/Caddyfile:ro", "/etc/caddy/Caddyfile"],
  "reference-missing": [PROD, "networks: [web, outside]", "networks: [web, outsid]"],
  "secret-not-ignored": [PROD, "odoo_app: { file: ./secrets/odoo_app }", "odoo_app: { file: ./odoo_app }"],
  "no-proxy": [PROD, '"443:8443"', '"127.0.0.1:8443:8443"'],
  "base-not-pinned": [
    IMAGE,
    "ARG DEBIAN=debian:bookworm-20260918-slim@sha256:3",
    "ARG DEBIAN=debian:bookworm-20260918-slim@sha256:4",
  ],
  "image-runs-as-root": [IMAGE, "USER node", ""],
  "compiler-in-image": [IMAGE, "ca-certificates git", "ca-certificates git build-essential"],
  "image-without-healthcheck": [
    IMAGE,
    "HEALTHCHECK --interval=30s --timeout=10s --start-period=300s --retries=3 \\\n  CMD",
    "LABEL x=",
  ],
  "packages-not-dated": [IMAGE, "debian/20260918T000000Z\nARG", "debian\nARG"],
  "packages-recommended": [IMAGE, "install-packages.sh python3-watchdog", "apt-get install -y python3-watchdog"],
  "download-unverified": [IMAGE, "RUN use-snapshot.sh", "RUN curl -O https://odoo.example/x.tar && use-snapshot.sh"],
  "secret-in-image": [IMAGE, "ARG IPAI_MIRROR", "ARG GITHUB_TOKEN"],
  "shell-form": [IMAGE, 'CMD ["serve"]', "CMD serve"],
  "add-for-copy": [IMAGE, "COPY facts facts", "ADD facts facts"],
  "relative-workdir": [IMAGE, "WORKDIR /workspace", "WORKDIR workspace"],
  "pipe-hides-failure": [IMAGE, "&& npm cache clean --force", "&& npm cache clean --force | cat"],
  "websocket-route": ["security/Caddyfile", "path /websocket /websocket/*", "path /longpolling/*"],
  "database-manager-open": ["security/Caddyfile", "path /web/database /web/database/*", "path /web/databases"],
  "databases-listed": ["docker/odoo.conf", "list_db = False", "list_db = True"],
};

describe("our stack", () => {
  it("keeps every policy", () => expect(checkStack(stackFiles())).toEqual([]));

  it.each(POLICIES.map(({ code }) => code))("breaks %s when broken", (code) => {
    const [file, from, to] = CONTROLS[code]!;
    expect(read(file)).toContain(from);
    const issues = checkStack(stackFiles({ [file]: (text) => text.replace(from, to) }));
    expect(issues.map((issue) => issue.code)).toContain(code);
    expect(issues.find((issue) => issue.code === code)!.at).toMatchObject({ path: file, line: expect.any(Number) });
  });

  it("explains every policy in docs/stack.md", () => {
    const documented = [
      ...read("docs/stack.md")
        .split("## Policies")[1]!
        .matchAll(/^\| `([a-z-]+)` \|/gm),
    ].map(([, code]) => code);
    expect(documented.sort()).toEqual(POLICIES.map(({ code }) => code).sort());
  });
});

describe("checkStack", () => {
  const issuesOf = (path: string, text: string) =>
    checkStack([{ path, text }]).map(({ code, message, at }) => [code, at?.line, message]);

  it("holds compose files against the Compose schema, at the line", () => {
    expect(issuesOf("compose.yml", "services:\n  a:\n    build: .\n    imaeg: x\n")).toContainEqual([
      "compose-invalid",
      4,
      "services.a.imaeg is no key of the schema",
    ]);
    expect(issuesOf("compose.yml", "services: {a: {image: [}")[0]).toMatchObject([
      "compose-invalid",
      1,
      expect.anything(),
    ]);
    expect(issuesOf("compose.yml", "services:\n  a: {extends: {file: b.yml, service: c}}\n")).toContainEqual([
      "compose-invalid",
      2,
      "extends c of b.yml, which is not there",
    ]);
  });

  it("says what no builder would accept", () => {
    expect(issuesOf("Dockerfile", "FROM debian:12\nRUNN x\n")).toContainEqual([
      "dockerfile-invalid",
      2,
      expect.stringContaining("RUNN"),
    ]);
  });

  it("reads what extends brings along", () => {
    const base = { path: "base/compose.yml", text: "services: {db: {image: 'postgres:15', privileged: true}}" };
    const own = { path: "compose.yml", text: "services: {db: {extends: {file: base/compose.yml, service: db}}}" };
    const codes = checkStack([base, own]).filter(({ at }) => at?.path === own.path);
    expect(codes.map(({ code }) => code)).toContain("privileged");
  });
});
