import { z } from "zod";
import { parseBytes } from "../compose/bytes.ts";

const PROCESS_BYTES = 2 ** 30;
const BESIDE_WORKERS = 3;
/** Options that the stack decides by itself: another value would open what production closes. */
const DECIDED =
  /^(-[cdrw]|--(config|database|db[-_].*|addons-path|data-dir|dbfilter|db-filter|no-database-list|proxy-mode|(no-)?http.*|gevent-port|workers|smtp.*|with-demo|dev))(=|$)/;

const wholeNumber = (lowest: number, highest: number) =>
  z.string().regex(/^\d+$/, "must be a whole number").transform(Number).pipe(z.number().min(lowest).max(highest));

const database = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,62}$/, "must be lower-case letters, digits, - and _, at most 63")
  .refine((name) => !/^(postgres|template[01])$/.test(name), "is one of PostgreSQL's own databases");

const modules = z
  .string()
  .regex(/^[a-z][a-z0-9_]*([,\s]+[a-z][a-z0-9_]*)*$/, "must be technical names of modules, separated by commas");

const options = z
  .string()
  .refine(
    (text) => !text.split(/\s+/).some((word) => DECIDED.test(word)),
    "holds an option that the stack decides itself",
  )
  .refine(
    (text) => /^(\s*-\S+(\s+[^-\s]\S*)?)*\s*$/.test(text),
    "must be options as on Odoo's command line: --name=value",
  )
  .optional();

/** Names that no production has: RFC 2606 and 6761. */
const EXAMPLE = /(^|[.@])((example|localhost|invalid|test|local)$|example\.(com|org|net)$)/;
const notExample = (value: string): boolean => !EXAMPLE.test(value);

const Shared = {
  ODOO_DATABASE: database,
  ODOO_MODULES: modules,
  ODOO_SMTP_HOST: z.string().regex(/^[\w.-]+$/, "must be the name of the outgoing mail server"),
  ODOO_SMTP_PORT: wholeNumber(1, 65_535),
  ODOO_OPTIONS: options,
};

const Development = z.object({ ...Shared, ODOO_STAGE: z.literal("dev"), ODOO_WORKERS: wholeNumber(0, 64) });

const Production = z
  .object({
    ...Shared,
    ODOO_STAGE: z.literal("production"),
    ODOO_DOMAIN: z
      .string()
      .regex(
        /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/,
        "must be the name that browsers ask for",
      )
      .refine(notExample, "is still the example"),
    ACME_EMAIL: z
      .email("must be the address that the certificate authority may write to")
      .refine(notExample, "is still the example"),
    ODOO_SMTP_HOST: Shared.ODOO_SMTP_HOST.refine(notExample, "is still the example"),
    ODOO_SMTP_USER: z.string().refine(notExample, "is still the example").optional(),
    ODOO_SMTP_ENCRYPTION: z.enum(["starttls", "none"], "must be starttls or none").default("starttls"),
    ODOO_MAIL_FROM: z
      .literal("")
      .or(z.email("must be one address").refine(notExample, "is still the example"))
      .optional(),
    ODOO_WORKERS: wholeNumber(2, 64),
    ODOO_MEMORY: z
      .string()
      .refine((size) => parseBytes(size) !== null && /\D/.test(size), "must be a size with its unit: 8g, 6144m"),
  })
  .superRefine(({ ODOO_WORKERS, ODOO_MEMORY, ODOO_SMTP_USER, ODOO_SMTP_ENCRYPTION }, context) => {
    const wrong = (path: string, message: string): void => context.addIssue({ code: "custom", path: [path], message });
    // Workers, two for scheduled actions and one for events may each reach limit_memory_hard of docker/odoo.conf.
    const needed = (ODOO_WORKERS + BESIDE_WORKERS) * PROCESS_BYTES;
    if (Number(parseBytes(ODOO_MEMORY)) < needed)
      wrong("ODOO_MEMORY", `is too little for ${ODOO_WORKERS} workers: they may need ${needed / 2 ** 30}g`);
    if (ODOO_SMTP_USER && ODOO_SMTP_ENCRYPTION === "none")
      wrong("ODOO_SMTP_ENCRYPTION", "would send the password of ODOO_SMTP_USER in the clear");
  });

/** The settings of a stage, as variables of the environment: `.env.example` explains each. */
export const Environment = z.discriminatedUnion("ODOO_STAGE", [Development, Production]);
export type Environment = z.infer<typeof Environment>;
