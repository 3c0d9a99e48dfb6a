/** Who somebody is in a project; `null` is nobody: no login, or no member. */
export type Role = "developer" | "tester" | "admin";
export type Stage = "production" | "staging" | "development";

/** The 26 actions that Odoo.sh documents, each with the roles that may; what is not here is denied. */
export const MATRIX = {
  "development.history": ["developer", "tester", "admin"],
  "development.connect": ["developer", "tester", "admin"],
  "development.logs": ["developer", "tester", "admin"],
  "development.shell": ["developer", "tester", "admin"],
  "development.mails": ["developer", "tester", "admin"],
  "development.settings": ["developer", "tester", "admin"],
  "staging.history": ["developer", "tester", "admin"],
  "staging.connect": ["tester", "admin"],
  "staging.logs": ["tester", "admin"],
  "staging.shell": ["tester", "admin"],
  "staging.mails": ["tester", "admin"],
  "staging.monitoring": ["tester", "admin"],
  "staging.backups": ["admin"],
  "staging.upgrade": ["tester", "admin"],
  "staging.settings": ["tester", "admin"],
  "production.history": ["developer", "tester", "admin"],
  "production.connect": ["admin"],
  "production.logs": ["admin"],
  "production.shell": ["admin"],
  "production.mails": ["admin"],
  "production.monitoring": ["admin"],
  "production.backups": ["admin"],
  "production.upgrade": ["admin"],
  "production.settings": ["admin"],
  "project.status": ["developer", "tester", "admin"],
  "project.settings": ["admin"],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Action = keyof typeof MATRIX;

/** Whether a role may do an action. Denied by default: an unknown action, or nobody, may not. */
export function may(role: Role | null, action: Action): boolean {
  if (!role || !Object.hasOwn(MATRIX, action)) return false;
  return (MATRIX[action] as readonly Role[]).includes(role);
}

/** The action of a stage's tab; monitoring, backups and upgrades of development do not exist and are nobody's. */
export function actionOf(stage: Stage, tab: string): Action {
  return `${stage}.${tab}` as Action;
}
