import type { Policy } from "../policy.ts";
import {
  defaultPorts,
  environment,
  imageOf,
  isDatabase,
  isLoopback,
  limitOf,
  list,
  mounts,
  networks,
  portName,
  ports,
  runsOnce,
  type ServiceSubject,
} from "./subject.ts";

const SECRET = /PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIAL/i;
const ENGINE_SOCKET = /(docker|containerd|podman)[^/]*\.sock$|^\/(var\/)?run\/?$|^\/$/;

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
      ...mounts(service)
        .filter(({ type, source = "" }) => type === "bind" && ENGINE_SOCKET.test(source))
        .map(({ source }) => `${name} has ${source} of its host, and with it the engine's socket`),
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
    breach: (subject) => {
      const door = subject.project.production && defaultPorts(subject).includes("443");
      const allowed = (at: number) => door && ["80", "443"].includes(defaultPorts(subject)[at] ?? "");
      return ports(subject.service)
        .filter((port, at) => !isLoopback(port) && !allowed(at))
        .map((port) => `${subject.name} publishes ${portName(port)} to every network`);
    },
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
      (["mem_limit", "cpus", "pids_limit"] as const)
        .filter((key) => !(Number(limitOf(service, key)) > 0))
        .map((key) => `${name} has no ${key}`),
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
      Object.entries(environment(service))
        .filter(([variable, value]) => SECRET.test(variable) && !variable.endsWith("_FILE") && value)
        .map(([variable]) => `${name} has ${variable} in its environment`),
  },
  {
    code: "database-exposed",
    why: "the database has no port on the host and no way out of it",
    advice: "no ports, and networks with internal: true only",
    production: true,
    breach: ({ name, service, project }) => {
      if (!isDatabase(service)) return null;
      const joined = networks(service).length ? networks(service) : ["default"];
      const open = joined.filter((network) => !project.parts.networks[network]?.internal);
      return [
        ...(ports(service).length ? [`${name} publishes a port`] : []),
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
      mounts(service)
        .filter(({ type, read_only }) => type === "bind" && !read_only)
        .map(({ source }) => `${name} can write to ${source}`),
  },
];
