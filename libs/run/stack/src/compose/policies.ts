import type { Policy } from "../policy.ts";
import type { ComposeFile, NamedService, Service } from "./parse.ts";

/** What a service policy looks at. */
export interface ServiceSubject extends NamedService {
  readonly file: ComposeFile;
  /** Digests of `deploy/images.lock.yml`, by image with its tag. */
  readonly locked: ReadonlyMap<string, string>;
}

const SECRET = /PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIAL/i;
const LOOPBACK = /^(127\.0\.0\.1|\[::1\]):/;

const list = (service: Service, key: string): string[] => ((service[key] ?? []) as unknown[]).map(String);
const imageOf = (service: Service): string | undefined => service["image"] as string | undefined;
const isDatabase = (service: Service): boolean => /(^|\/)postgres[:@]/.test(imageOf(service) ?? "");
const runsOnce = (service: Service): boolean => service["restart"] === "no";

function environmentOf(service: Service): [string, string][] {
  const environment = service["environment"] ?? {};
  const pairs = Array.isArray(environment)
    ? (environment as string[]).map((entry) => entry.split(/=(.*)/s).slice(0, 2) as [string, string?])
    : Object.entries(environment as Record<string, unknown>);
  return pairs.map(([name, value]) => [name, String(value ?? "")]);
}

function networksOf(service: Service): string[] {
  const networks = service["networks"] ?? [];
  return Array.isArray(networks) ? (networks as string[]) : Object.keys(networks as object);
}

/** What every service keeps. */
export const servicePolicies: readonly Policy<ServiceSubject>[] = [
  {
    code: "image-without-version",
    why: "an image names its version: `latest` is another image tomorrow",
    advice: "name the version: postgres:15.19-bookworm@sha256:…",
    breach: ({ name, service }) => {
      const image = imageOf(service);
      const tag = image && /:([^/:@]+)(@|$)/.exec(image)?.[1];
      return image && (!tag || tag === "latest") && `${name} runs ${image}`;
    },
  },
  {
    code: "image-without-digest",
    why: "an image is pinned by its digest: a tag can be moved, a digest cannot",
    advice: "append the digest that deploy/images.lock.yml records",
    breach: ({ name, service }) => {
      const image = imageOf(service);
      return image && !/@sha256:[0-9a-f]{64}$/.test(image) && `${name} runs ${image}`;
    },
  },
  {
    code: "image-not-locked",
    why: "a digest is one that `deploy/images.lock.yml` records, with where it is from",
    advice: "record the image in deploy/images.lock.yml: npx ipai stack images --verify",
    breach: ({ name, service, locked }) => {
      const [image, digest] = imageOf(service)?.split("@") ?? [];
      return (
        image && digest && locked.get(image) !== digest && `${name} runs ${image} at a digest that is not recorded`
      );
    },
  },
  {
    code: "privileged",
    why: "no service gets at its host: not privileged, no host namespace, no device, no engine socket",
    advice: "remove it; what needs the host does not belong into a container",
    breach: ({ name, service }) => [
      ...(service["privileged"] ? [`${name} is privileged`] : []),
      ...["network_mode", "pid", "ipc", "userns_mode"]
        .filter((key) => service[key] === "host")
        .map((key) => `${name} has the host's ${key}`),
      ...(list(service, "devices").length ? [`${name} has devices`] : []),
      ...(list(service, "volumes").some((volume) => volume.includes("docker.sock"))
        ? [`${name} has the engine's socket`]
        : []),
    ],
  },
  {
    code: "capabilities-kept",
    why: "every capability is dropped; only binding a low port may be given back",
    advice: "cap_drop: [ALL]",
    breach: ({ name, service }) => [
      ...(list(service, "cap_drop").includes("ALL") ? [] : [`${name} keeps its capabilities`]),
      ...list(service, "cap_add")
        .filter((capability) => capability !== "NET_BIND_SERVICE")
        .map((capability) => `${name} adds ${capability}`),
    ],
  },
  {
    code: "new-privileges",
    why: "no process gains rights by a setuid program",
    advice: 'security_opt: ["no-new-privileges:true"]',
    breach: ({ name, service }) =>
      !list(service, "security_opt").includes("no-new-privileges:true") && `${name} may gain privileges`,
  },
  {
    code: "port-published",
    why: "a port is published on this machine only; in production 80 and 443 of the proxy are for everyone",
    advice: "127.0.0.1:8069:8069",
    breach: ({ name, service, file }) =>
      list(service, "ports")
        .filter((port) => !LOOPBACK.test(port) && !(file.production && /^(80|443):\d+$/.test(port)))
        .map((port) => `${name} publishes ${port} to every network`),
  },
  {
    code: "root-user",
    why: "no process is root",
    advice: 'user: "10001:10001", or the name of the image\'s own user',
    production: true,
    breach: ({ name, service }) => /^(root|0)?(:|$)/.test(String(service["user"] ?? "")) && `${name} runs as root`,
  },
  {
    code: "writable-root",
    why: "a container's own files cannot be changed: what it writes lies in volumes and tmpfs",
    advice: "read_only: true, with tmpfs for what is passing",
    production: true,
    breach: ({ name, service }) => service["read_only"] !== true && `${name} can change its own files`,
  },
  {
    code: "no-healthcheck",
    why: "a service that stays says whether it is well",
    advice: "healthcheck: { test: [CMD, …] }",
    production: true,
    breach: ({ name, service }) => !runsOnce(service) && !service["healthcheck"] && `${name} has no health check`,
  },
  {
    code: "no-limits",
    why: "one service cannot starve the others: memory, processors and processes are limited",
    advice: "mem_limit, cpus, pids_limit",
    production: true,
    breach: ({ name, service }) =>
      ["mem_limit", "cpus", "pids_limit"].filter((key) => !(key in service)).map((key) => `${name} has no ${key}`),
  },
  {
    code: "no-restart",
    why: "a service says what happens when it ends",
    advice: 'restart: unless-stopped, or restart: "no" for what runs once',
    production: true,
    breach: ({ name, service }) => !service["restart"] && `${name} does not say when it starts again`,
  },
  {
    code: "logs-unbounded",
    why: "logs do not fill the disk",
    advice: 'logging: { driver: json-file, options: { max-size: 20m, max-file: "5" } }',
    production: true,
    breach: ({ name, service }) => {
      const options = (service["logging"] as { options?: Record<string, string> } | undefined)?.options;
      return !options?.["max-size"] && `${name} keeps its log without limit`;
    },
  },
  {
    code: "secret-in-plain",
    why: "a secret is a file: variables show in `docker inspect`, in logs and in child processes",
    advice: "secrets: […], and the variable …_FILE, or a program that reads /run/secrets",
    production: true,
    breach: ({ name, service }) =>
      environmentOf(service)
        .filter(([variable, value]) => SECRET.test(variable) && !variable.endsWith("_FILE") && value !== "")
        .map(([variable]) => `${name} has ${variable} in its environment`),
  },
  {
    code: "database-exposed",
    why: "the database has no port on the host and no way out of it",
    advice: "no ports, and networks with internal: true only",
    production: true,
    breach: ({ name, service, file }) => {
      if (!isDatabase(service)) return null;
      const networks = (file.document["networks"] ?? {}) as Record<string, { internal?: boolean } | null>;
      const open = networksOf(service).filter((network) => !networks[network]?.internal);
      if (!networksOf(service).length) open.push("default");
      return [
        ...(list(service, "ports").length ? [`${name} publishes a port`] : []),
        ...open.map((network) => `${name} is on network ${network}, which leads out`),
      ];
    },
  },
  {
    code: "writable-mount",
    why: "files of the host are mounted for reading",
    advice: "append :ro, or use a volume",
    production: true,
    breach: ({ name, service }) =>
      list(service, "volumes")
        .filter((volume) => /^[./~]/.test(volume) && !volume.endsWith(":ro"))
        .map((volume) => `${name} can write to ${volume.split(":")[0]}`),
  },
];

/** What a compose file keeps as a whole. */
export const filePolicies: readonly Policy<ComposeFile>[] = [
  {
    code: "reference-missing",
    why: "services, networks, volumes and secrets that are named are there",
    advice: "define it, or correct the name",
    breach: ({ services, document }) => {
      const defined = (key: string) => new Set(Object.keys((document[key] ?? {}) as object));
      const missing = (key: string, names: readonly string[], by: string) =>
        names.filter((name) => !defined(key).has(name)).map((name) => `${by} names ${name}, which is not in ${key}`);
      return services.flatMap(({ name, service }) => [
        ...missing("networks", networksOf(service), name),
        ...missing("secrets", list(service, "secrets"), name),
        ...missing("services", Object.keys((service["depends_on"] ?? {}) as object), name),
        ...missing(
          "volumes",
          list(service, "volumes").flatMap((volume) => /^([a-z][\w-]*):/.exec(volume)?.[1] ?? []),
          name,
        ),
      ]);
    },
  },
  {
    code: "secret-not-ignored",
    why: "secrets are files of a folder that git ignores",
    advice: "secrets: { name: { file: ./secrets/name } } in deploy/",
    breach: ({ document }) =>
      Object.entries((document["secrets"] ?? {}) as Record<string, { file?: string }>)
        .filter(([name, { file }]) => !file?.endsWith(`/secrets/${name}`))
        .map(([name]) => `secret ${name} is no file of a secrets folder`),
  },
  {
    code: "no-proxy",
    why: "production is reached by TLS only: one service publishes 443",
    advice: "a proxy that publishes 443, see security/Caddyfile",
    production: true,
    breach: ({ services }) =>
      services.filter(({ service }) => list(service, "ports").some((port) => port.startsWith("443:"))).length !== 1 &&
      "not exactly one service publishes 443",
  },
];
