import type { Mount, Port, Service } from "./canonical.ts";
import type { Project } from "./project.ts";
import type { Policy } from "../policy.ts";

/** What a project policy looks at. */
export interface ProjectSubject {
  readonly project: Project;
  /** Settings that an example explains, by name; null where there is no example. */
  readonly explained: ReadonlySet<string> | null;
}

const names = (value: unknown): string[] => Object.keys((value ?? {}) as object);
const sources = (service: Service, key: string): string[] =>
  ((service[key] ?? []) as readonly { source?: string }[]).flatMap(({ source }) => source ?? []);

/** What a project keeps as a whole. */
export const projectPolicies: readonly Policy<ProjectSubject>[] = [
  {
    code: "reference-missing",
    why: "services, networks, volumes, secrets and configs that are named are there, with the profiles that are on",
    advice: "define it, correct the name, or put both into one profile",
    breach: ({ project: { services, parts } }) => {
      const there = new Set(services.map(({ name }) => name));
      return services.flatMap(({ name, service }) => {
        const missing = (key: keyof Project["parts"], named: readonly string[]) =>
          named.filter((one) => !(one in parts[key])).map((one) => `${name} names ${one}, which is not in ${key}`);
        const volumes = ((service["volumes"] ?? []) as readonly Mount[]).filter(({ type }) => type === "volume");
        return [
          ...missing(
            "networks",
            names(service["networks"]).filter((network) => network !== "default"),
          ),
          ...missing("secrets", sources(service, "secrets")),
          ...missing("configs", sources(service, "configs")),
          ...missing(
            "volumes",
            volumes.flatMap(({ source }) => source ?? []),
          ),
          ...Object.entries((service["depends_on"] ?? {}) as Record<string, { required?: boolean } | null>)
            .filter(([other, how]) => !there.has(other) && how?.required !== false)
            .map(([other]) => `${name} names ${other}, which is not in services`),
        ];
      });
    },
  },
  {
    code: "secret-not-ignored",
    why: "secrets are files of a folder that git ignores",
    advice: "secrets: { name: { file: ./secrets/name } } in deploy/",
    breach: ({ project: { parts } }) =>
      Object.entries(parts.secrets)
        .filter(([name, secret]) => !secret?.external && !secret?.file?.endsWith(`/secrets/${name}`))
        .map(([name]) => `secret ${name} is no file of a secrets folder`),
  },
  {
    code: "no-proxy",
    why: "production is reached by TLS only: one service publishes 443 where nothing else is set",
    advice: "a proxy that publishes ${HTTPS_PORT:-443}, see security/Caddyfile",
    production: true,
    breach: ({ project: { services } }) =>
      services.filter(({ written }) =>
        ((written["ports"] ?? []) as readonly Port[]).some(({ published }) =>
          /^(443|\$\{\w+:?-443\})$/.test(published ?? ""),
        ),
      ).length !== 1 && "not exactly one service publishes 443",
  },
  {
    code: "setting-unexplained",
    why: "every setting that a file takes is explained in `.env.example`: nobody reads a compose file for them",
    advice: "a line in .env.example, with what it is for",
    breach: ({ project: { services }, explained }) => {
      if (!explained) return null;
      const taken = services.flatMap(({ written }) =>
        [...JSON.stringify(written).matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name!),
      );
      return [...new Set(taken)].filter((name) => !explained.has(name)).map((name) => `${name} is not explained`);
    },
  },
];
