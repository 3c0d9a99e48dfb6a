import { z } from "zod";

const selector = z.string().min(1).describe("CSS selector");

const Page = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/)
      .describe("Begins the names of its pictures"),
    path: z.string().startsWith("/").optional().describe("Path below `server`"),
    file: z.string().optional().describe("HTML file, from the manifest's folder"),
    as: z.string().optional().describe("Key of `users`; without it, nobody is logged in"),
    ready: selector.optional().describe("Is visible once the page is there"),
    masks: z.array(selector).default([]).describe("What differs at every visit: its place is kept, it is not drawn"),
    widths: z.array(z.int().min(200).max(4000)).min(1).default([390, 1440]),
    themes: z
      .array(z.enum(["light", "dark"]))
      .min(1)
      .default(["light", "dark"]),
  })
  .refine(({ path, file }) => (path === undefined) !== (file === undefined), "name a path or a file");
export type ManifestPage = z.infer<typeof Page>;

const Login = z.strictObject({
  path: z.string().startsWith("/"),
  user: selector,
  password: selector,
  submit: selector,
  ready: selector.describe("Is visible once the login succeeded"),
});

/** `visual.yml`: the pages that must look as approved, and how to reach each. */
export const VisualManifest = z
  .strictObject({
    version: z.literal(1),
    server: z.url().optional().describe("Origin of a running server; `--server` goes before it"),
    baseline: z.string().describe("Folder of the approved pictures, from the manifest's folder"),
    login: Login.optional(),
    users: z
      .record(z.string(), z.strictObject({ name: z.string(), password_env: z.string() }))
      .default({})
      .describe("Passwords are read from the environment, never from this file"),
    pages: z.array(Page).min(1),
  })
  .superRefine(({ pages, users, login }, context) => {
    const say = (message: string, index: number) =>
      context.addIssue({ code: "custom", message, path: ["pages", index] });
    pages.forEach(({ name, as }, index) => {
      if (pages.findIndex((it) => it.name === name) < index) say(`two pages are called ${name}`, index);
      if (as !== undefined && !users[as]) say(`no user is called ${as}`, index);
      if (as !== undefined && !login) say("there is no `login`", index);
    });
  });
export type VisualManifest = z.infer<typeof VisualManifest>;
