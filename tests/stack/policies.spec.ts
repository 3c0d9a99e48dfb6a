import { checkStack, POLICIES, projectCalls } from "@ipai/stack";
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
  "no-proxy": [PROD, "${HTTPS_PORT:-443}:8443", "127.0.0.1:${HTTPS_PORT:-8443}:8443"],
  "size-fixed": [PROD, "cpus: ${ODOO_CPUS:-2}", "cpus: 4"],
  "unit-around-setting": [PROD, "mem_limit: ${ODOO_MEMORY:-8g}", "mem_limit: ${ODOO_MEMORY:-8}g"],
  "mail-without-login": [
    PROD,
    "secrets: [odoo_app, odoo_admin_password, smtp_password]",
    "secrets: [odoo_app, odoo_admin_password]",
  ],
  "options-not-passed": [PROD, "      ODOO_OPTIONS: ${ODOO_OPTIONS:-}", ""],
  "setting-unexplained": [".env.example", "ODOO_CPUS=2", ""],
  "base-not-pinned": [
    IMAGE,
    "ARG DEBIAN=debian:bookworm-20260918-slim@sha256:3",
    "ARG DEBIAN=debian:bookworm-20260918-slim@sha256:4",
  ],
  "image-runs-as-root": [IMAGE, "USER node", ""],
  "compiler-in-image": [IMAGE, "ca-certificates git", "ca-certificates git build-essential"],
  "image-without-healthcheck": [
    IMAGE,
    "HEALTHCHECK --interval=30s --timeout=30s --start-period=300s --retries=3 \\\n  CMD",
    "LABEL x=",
  ],
  "packages-not-dated": [IMAGE, "debian/20260918T000000Z\nARG", "debian\nARG"],
  "packages-recommended": [IMAGE, "install-packages.sh python3-watchdog", "apt-get install -y python3-watchdog"],
  "download-unverified": [IMAGE, "RUN use-snapshot.sh", "RUN curl -O https://odoo.example/x.tar && use-snapshot.sh"],
  "secret-in-image": [IMAGE, "ARG IPAI_MIRROR", "ARG GITHUB_TOKEN"],
  "shell-form": [IMAGE, `CMD ["serve", "--dev=reload,qweb,xml"]`, "CMD serve"],
  "add-for-copy": [IMAGE, "COPY facts facts", "ADD facts facts"],
  "relative-workdir": [IMAGE, "WORKDIR /workspace", "WORKDIR workspace"],
  "pipe-hides-failure": [IMAGE, "&& npm cache clean --force", "&& npm cache clean --force | cat"],
  "websocket-route": ["security/Caddyfile", "path /websocket /websocket/*", "path /longpolling/*"],
  "database-manager-open": ["security/Caddyfile", "path /web/database*", "path /web/databases"],
  "databases-listed": ["docker/odoo.conf", "list_db = False", "list_db = True"],
};

describe("our stack", () => {
  it("keeps every policy", () => expect(checkStack(stackFiles())).toEqual([]));

  it.each(POLICIES.map(({ code }) => code))("breaks %s when broken", (code) => {
    const [file, from, to] = CONTROLS[code]!;
    const asked = file === ".env.example" ? PROD : file;
    expect(read(file)).toContain(from);
    const files = stackFiles({ [file]: (text) => text.replace(from, () => to) });
    // Settings files change no policy but one; all ways are judged above.
    const calls = projectCalls(files).filter(
      ({ envFile, files: [path] }) => !envFile && path!.startsWith(asked.split("/")[0]!),
    );
    const issues = checkStack(files, { calls });
    expect(issues.map((issue) => issue.code)).toContain(code);
    expect(issues.find((issue) => issue.code === code)!.at).toMatchObject({ path: asked, line: expect.any(Number) });
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
      "services.a extends c of b.yml, which is not there",
    ]);
  });

  it("says what no builder would accept", () => {
    expect(issuesOf("Dockerfile", "FROM debian:12\nRUNN x\n")).toContainEqual([
      "dockerfile-invalid",
      2,
      expect.stringContaining("RUNN"),
    ]);
  });

  const found = (files: Readonly<Record<string, string>>, code = "compose-invalid") =>
    checkStack(Object.entries(files).map(([path, text]) => ({ path, text })))
      .filter((issue) => issue.code === code)
      .map(({ message }) => message);

  it("reads what extends brings along, from other files and from its own", () => {
    const base = "services: {db: {image: 'postgres:15', privileged: true}}";
    const other = "services: {db: {extends: {file: base/compose.yml, service: db}}}";
    expect(found({ "base/compose.yml": base, "compose.yml": other }, "privileged")).toHaveLength(2);
    const own = "services: {a: {image: 'x:1', privileged: true}, b: {extends: a}}";
    expect(found({ "compose.yml": own }, "privileged")).toEqual(["a is privileged", "b is privileged"]);
    expect(found({ "compose.yml": "services: {a: {extends: {service: a}, image: 'x:1'}}" })).toHaveLength(1);
  });

  it.each([
    [
      "a list joined with itself",
      'security_opt: ["no-new-privileges:true"]',
      'security_opt: ["no-new-privileges:true"]',
      1,
    ],
    ["a list of names that is made unique", "cap_drop: [ALL]", "cap_drop: [ALL]", 0],
    ["groups joined with themselves", "group_add: [adm]", "group_add: [adm]", 1],
    ["a port once more", 'ports: ["127.0.0.1:80:80"]', 'ports: ["127.0.0.1:80:80"]', 0],
  ])("judges the merged project, as Compose does: %s", (_, base, own, faults) => {
    const files = {
      "base.yml": "",
      "base/compose.yml": `services: {a: {image: "x:1", ${base}}}`,
      "compose.yml": `services: {a: {extends: {file: base/compose.yml, service: a}, ${own}}}`,
    };
    expect(found(files)).toHaveLength(faults);
  });

  it("judges an override over its file, and settings as they are", () => {
    const compose = 'services: {a: {image: "x:1", mem_limit: "${SIZE:-1g}", ports: ["127.0.0.1:80:80"]}}';
    const override = 'services: {a: {ports: ["80:81"]}}';
    expect(found({ "compose.yml": compose, "compose.override.yml": override }, "port-published")).toEqual([
      "a publishes 80:81 to every network",
    ]);
    expect(found({ "compose.yml": compose, ".env": "SIZE=6gm" })).toEqual(["services.a.mem_limit invalid size: '6gm'"]);
    expect(found({ "compose.yml": compose, ".env": "SIZE=6g" })).toEqual([]);
    expect(found({ "compose.yml": 'services: {a: {image: "${IMAGE:?say which}"}}' })[0]).toContain("say which");
    expect(found({ "compose.yml": 'services: {a: {image: "x:1", command: "echo ${"}}' })[0]).toContain("interpolation");
  });

  it("judges long forms like short ones", () => {
    const long = `services:
  a:
    image: x:1
    ports: [{ target: 80, published: 8080 }]
    volumes: [{ type: bind, source: /var/run/docker.sock, target: /s }]
    deploy: { resources: { limits: { cpus: "4", memory: 1g, pids: 10 } } }
`;
    const codes = checkStack([{ path: "compose.prod.yml", text: long }]).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(["port-published", "privileged", "writable-mount", "size-fixed"]));
    expect(codes).not.toContain("no-limits");
  });

  it("names what a profile that is off leaves without", () => {
    const text = "services: {a: {image: 'x:1', depends_on: [b]}, b: {image: 'x:1', profiles: [more]}}";
    expect(found({ "compose.yml": text }, "reference-missing")).toEqual(["a names b, which is not in services"]);
  });
});
