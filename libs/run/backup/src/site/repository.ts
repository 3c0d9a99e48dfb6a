import type { BackupConfig, Site } from "../config/schema.ts";
import { finish, type Finished, type RunOptions } from "../run/process.ts";

/** A site as restic takes it: where, with which options, and what it reads from the environment. */
export interface Repository {
  readonly site: Site;
  readonly location: string;
  /** `-o` options of restic. */
  readonly options: readonly string[];
  /** Further flags of restic. */
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What must answer before restic is asked: it would try for a quarter of an hour. Null for a folder. */
  readonly address: { readonly host: string; readonly port: number } | null;
}

type Access = Pick<Repository, "location" | "address"> & Partial<Pick<Repository, "options" | "env" | "flags">>;
type SiteOf<Kind extends Site["kind"]> = Extract<Site, { kind: Kind }>;

const ACCESS: { readonly [Kind in Site["kind"]]: (site: SiteOf<Kind>) => Access } = {
  local: ({ path }) => ({ location: path, address: null }),
  sftp: (site) => ({
    location: `sftp:${site.user}@${site.host}:${site.path}`,
    address: site,
    options: [`sftp.command=${sshCommand(site)} -s sftp`],
  }),
  s3: ({ endpoint, bucket, prefix, region, credentials_file, ca_file }) => ({
    location: `s3:${endpoint.replace(/\/$/, "")}/${bucket}/${prefix}`,
    address: addressOfUrl(new URL(endpoint)),
    flags: ca_file ? ["--cacert", ca_file] : [],
    env: { AWS_SHARED_CREDENTIALS_FILE: credentials_file, ...(region && { AWS_DEFAULT_REGION: region }) },
  }),
  // The server's forced command is `rclone serve restic --stdio --append-only <path>`: it decides path and rights.
  "append-only": (site) => ({
    location: "rclone:",
    address: site,
    options: [`rclone.program=${sshCommand(site)} forced-command`],
  }),
};

/** How restic reaches a site. */
export function repositoryOf(site: Site, config: Pick<BackupConfig, "password_file" | "work">): Repository {
  const access = (ACCESS[site.kind] as (site: Site) => Access)(site);
  return {
    site,
    options: [],
    flags: [],
    ...access,
    env: {
      RESTIC_REPOSITORY: access.location,
      RESTIC_PASSWORD_FILE: site.password_file ?? config.password_file,
      RESTIC_CACHE_DIR: `${config.work}/cache`,
      TZ: "UTC",
      ...access.env,
    },
  };
}

/** Runs restic on a repository, to its end. */
export function runRestic(repository: Repository, args: readonly string[], call: RunOptions = {}): Promise<Finished> {
  const options = repository.options.flatMap((option) => ["-o", option]);
  return finish("restic", [...options, ...repository.flags, ...args], {
    ...call,
    env: { RESTIC_PASSWORD: undefined, RESTIC_PASSWORD_COMMAND: undefined, ...repository.env },
  });
}

function sshCommand(site: SiteOf<"sftp" | "append-only">): string {
  const options = [
    "BatchMode=yes",
    "IdentitiesOnly=yes",
    "StrictHostKeyChecking=yes",
    `UserKnownHostsFile=${site.known_hosts_file}`,
    "ConnectTimeout=10",
    "ServerAliveInterval=15",
    "ServerAliveCountMax=4",
  ];
  const flags = options.map((it) => `-o ${it}`).join(" ");
  return `ssh -F none -p ${site.port} -i ${site.identity_file} ${flags} ${site.user}@${site.host}`;
}

function addressOfUrl(url: URL): { host: string; port: number } {
  return { host: url.hostname, port: Number(url.port || (url.protocol === "http:" ? 80 : 443)) };
}
