import { z } from "zod";

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, "lower-case letters, digits and hyphens");
const file = z.string().regex(/^\//, "an absolute path");
const port = z.int().min(1).max(65_535);
/** No blanks or quotes: these words become part of a command line that restic splits itself. */
const word = z.string().regex(/^[^\s"'\\]+$/, "no blanks, quotes or backslashes");

const Server = z.strictObject({
  host: z.string().min(1).describe("Host name, or the folder of PostgreSQL's socket"),
  port: port.default(5432),
  user: z.string().min(1),
  password_file: file.optional(),
});

const ssh = {
  host: word,
  port: port.default(22),
  user: word,
  identity_file: word.describe("Private key, used for this site alone"),
  known_hosts_file: word.describe("The site's host key: a stranger who answers in its place gets nothing"),
};
const common = {
  name,
  password_file: file.optional().describe("Key of this site's encryption, where it is not the common one"),
  immutable: z.boolean().default(false).describe("Production's credentials must be refused a deletion here"),
};

/** Where copies are kept. */
const Site = z.discriminatedUnion("kind", [
  z.strictObject({ ...common, kind: z.literal("local"), path: file }),
  z.strictObject({ ...common, kind: z.literal("sftp"), ...ssh, path: file }),
  z.strictObject({
    ...common,
    kind: z.literal("s3"),
    endpoint: z.url(),
    bucket: word,
    prefix: word.default("ipai"),
    region: word.optional(),
    credentials_file: file.describe("AWS shared credentials file with a [default] profile"),
    ca_file: file.optional().describe("Certificate authority of the endpoint, where the system does not know it"),
  }),
  z.strictObject({ ...common, kind: z.literal("append-only"), ...ssh }),
]);
export type Site = z.infer<typeof Site>;

const Pitr = z.strictObject({
  stanza: name,
  data: file.describe("Data directory of the cluster that we administer"),
  socket: file.describe("Folder of its socket"),
  port: port.default(5432),
  user: z.string().min(1).default("postgres").describe("Role for base backups"),
  password_file: file.optional(),
  config_file: file.describe("pgBackRest's configuration: written by `ipai backup pitr configure`, mode 0600"),
  repositories: z
    .array(z.strictObject({ path: file, cipher_file: file }))
    .min(1)
    .describe("Folders for base backups and WAL, each encrypted with the text of its file"),
  keep_full: z.int().min(1).default(2),
  archive_timeout_seconds: z.int().min(1).max(300).default(60),
});
export type Pitr = z.infer<typeof Pitr>;

/** `backup.yml`: what is copied, to where, for how long. Secrets are in files that it names. */
export const BackupConfig = z
  .strictObject({
    version: z.literal(1),
    name: name.describe("Name of this backup: copies of others in the same repositories are left alone"),
    database: Server.extend({ name: z.string().min(1) }),
    filestore: file.describe("Odoo's filestore of this database: <data_dir>/filestore/<database>"),
    password_file: file.describe("Key of the encryption at every site"),
    sites: z.array(Site).min(1, "one site or more"),
    work: file.describe("Folder for the copy in the making, best on the filestore's disk"),
    scratch: Server.optional().describe("Server for restores; default: the database's own"),
    retention: z
      .strictObject({
        daily: z.int().min(1).default(7),
        weekly: z.int().min(0).default(4),
        monthly: z.int().min(0).default(3),
      })
      .prefault({}),
    targets: z
      .strictObject({
        rpo_minutes: z.number().positive().default(1440),
        rto_minutes: z.number().positive().default(30),
        pitr_rpo_minutes: z.number().positive().default(5),
      })
      .prefault({}),
    login: z
      .strictObject({ user: z.string().min(1), password_file: file.optional() })
      .default({ user: "admin" })
      .describe("Who logs in to a restored copy; with a password, the copy's own hash of it is verified"),
    pitr: Pitr.optional(),
  })
  .superRefine(({ sites }, context) => {
    const names = sites.map((site) => site.name);
    names.forEach((site, index) => {
      if (names.indexOf(site) !== index)
        context.addIssue({ code: "custom", message: `two sites are called ${site}`, path: ["sites", index, "name"] });
    });
  });
export type BackupConfig = z.infer<typeof BackupConfig>;
export type DatabaseServer = z.infer<typeof Server>;
