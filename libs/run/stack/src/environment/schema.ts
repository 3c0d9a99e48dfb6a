import { z } from "zod";

const PROCESS_MB = 1024;
const BESIDE_WORKERS = 3;

const wholeNumber = (lowest: number, highest: number) =>
  z.string().regex(/^\d+$/, "must be a whole number").transform(Number).pipe(z.number().min(lowest).max(highest));

const database = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,62}$/, "must be lower-case letters, digits, - and _, at most 63")
  .refine((name) => !/^(postgres|template[01])$/.test(name), "is one of PostgreSQL's own databases");

const modules = z
  .string()
  .regex(/^[a-z][a-z0-9_]*([,\s]+[a-z][a-z0-9_]*)*$/, "must be technical names of modules, separated by commas");

const Shared = {
  ODOO_DATABASE: database,
  ODOO_MODULES: modules,
  ODOO_SMTP_HOST: z.string().regex(/^[\w.-]+$/, "must be the name of the outgoing mail server"),
  ODOO_SMTP_PORT: wholeNumber(1, 65_535),
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
      .refine((name) => !/(^|\.)(example\.(com|org|net)|example|invalid|test)$/.test(name), "is still the example"),
    ACME_EMAIL: z
      .email("must be the address that the certificate authority may write to")
      .refine((address) => !/@(.*\.)?example(\.|$)/.test(address), "is still the example"),
    ODOO_WORKERS: wholeNumber(2, 64),
    ODOO_MEMORY_MB: wholeNumber(1024, 1_048_576),
  })
  .superRefine(({ ODOO_WORKERS, ODOO_MEMORY_MB }, context) => {
    // Workers, two for scheduled actions and one for events may each reach limit_memory_hard of docker/odoo.conf.
    const needed = (ODOO_WORKERS + BESIDE_WORKERS) * PROCESS_MB;
    if (ODOO_MEMORY_MB < needed)
      context.addIssue({
        code: "custom",
        path: ["ODOO_MEMORY_MB"],
        message: `is too little for ${ODOO_WORKERS} workers: they may need ${needed}`,
      });
  });

/** The settings of a stage, as variables of the environment: `.env.example` explains each. */
export const Environment = z.discriminatedUnion("ODOO_STAGE", [Development, Production]);
export type Environment = z.infer<typeof Environment>;
