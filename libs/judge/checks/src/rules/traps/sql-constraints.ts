import type { Finding, Rule } from "../../rule.ts";

export const sqlConstraints: Rule = {
  code: "sql-constraints",
  severity: "error",
  summary: "a model has _sql_constraints, which Odoo 19 ignores: the constraint is never made",
  *check({ facts }): Generator<Finding> {
    for (const model of facts.models)
      for (const { kind, name, line } of model.constraints)
        if (kind === "legacy_sql_constraint")
          yield {
            file: model.file,
            line,
            message: `the constraint ${name} of ${model.model} is never made in the database`,
            advice: `write _${name.replace(/^_/, "")} = models.Constraint("…", "message")`,
          };
  },
};
