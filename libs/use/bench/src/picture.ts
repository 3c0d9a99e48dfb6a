import type { Catalog } from "@ipai/catalog";
import { loadOrder, planInstall, type Graph, type PlanOptions } from "@ipai/graph";
import type { Oracle, StaticPicture } from "@ipai/odoo";
import { buildViews, declaredRecords, mergeModels, type DeclaredRecord, type Views } from "@ipai/registry";
import { graphOf, readArchFiles, viewModule } from "@ipai/workspace";

/** Models whose records the oracle leaves out. */
const NOT_LISTED = new Set([
  "ir.model",
  "ir.model.fields",
  "ir.model.fields.selection",
  "ir.model.constraint",
  "ir.model.relation",
  "ir.model.inherit",
  "ir.module.module",
  "ir.module.category",
]);

/** The static engine's picture of the modules that an oracle's database was asked for. */
export function drawPicture(catalog: Catalog, oracle: Oracle): StaticPicture {
  const order = plannedOrder(catalog, oracle);
  return {
    loadOrder: loadOrder(graphOf(catalog), order).order.map(({ name }) => name),
    ...drawModels(catalog, order),
    ...drawRecords(catalog, order, oracle),
  };
}

/** What an installation left: the modules in the order they were installed. */
type InstallPlan = readonly string[];

/**
 * What was asked for is what does not install itself, and what the plan would otherwise leave out (a module for
 * another country). The database was made first (`-i base`) and filled then, or in one go, as `created` tells; one that
 * lacks what Odoo adds by itself was made with `--skip-auto-install`.
 */
function plannedOrder(catalog: Catalog, { installed, created = [] }: Oracle): InstallPlan {
  const graph = graphOf(catalog);
  const known = installed.filter(({ name }) => graph.modules.has(name));
  const asked = known.filter(({ auto_install }) => !auto_install).map(({ name }) => name);
  const plans = [false, true].flatMap((skipAutoInstall) =>
    [inTwoRuns, inOneRun].map((install) => {
      const plan = (wanted: readonly string[]) => install(graph, wanted, { skipAutoInstall });
      const brought = new Set(plan(asked));
      return plan([...asked, ...known.map(({ name }) => name).filter((name) => !brought.has(name))]);
    }),
  );
  const complete = plans.filter((plan) => plan.length === known.length);
  return complete.find((plan) => follows(plan, created)) ?? complete[0] ?? plans[0]!;
}

function inTwoRuns(graph: Graph, wanted: readonly string[], options: PlanOptions): InstallPlan {
  const first = inOneRun(graph, [], options);
  return [...first, ...planInstall(graph, wanted, { ...options, installed: first }).value.installs];
}

function inOneRun(graph: Graph, wanted: readonly string[], options: PlanOptions): InstallPlan {
  return planInstall(graph, wanted, options).value.installs;
}

/** True when the modules that have records made them in this order. */
function follows(plan: InstallPlan, created: readonly string[]): boolean {
  const told = new Set(created);
  const order = plan.filter((name) => told.has(name));
  return order.every((name, index) => name === created[index]);
}

function drawModels(catalog: Catalog, order: readonly string[]): Pick<StaticPicture, "models" | "fields"> {
  const { value } = mergeModels(order.map((name) => ({ name, models: catalog.facts(name).models })));
  const merged = [...value.values()];
  return {
    models: merged.flatMap(({ model, kind, modules }) =>
      modules.map((module) => ({ module, model, transient: kind === "transient", abstract: kind === "abstract" })),
    ),
    fields: merged.flatMap(({ model, fields }) =>
      [...fields.values()].flatMap(({ name, type, relation, store, required, modules }) =>
        modules.map((module) => ({
          module,
          model,
          name,
          type: type ?? "unknown",
          relation: relation ?? null,
          store,
          required,
        })),
      ),
    ),
  };
}

/** Xml ids of data files and of the views made of snippets, and the views that the oracle has, combined. */
function drawRecords(
  catalog: Catalog,
  order: readonly string[],
  oracle: Oracle,
): Pick<StaticPicture, "xmlids" | "views"> {
  const bytes = new Map<string, Uint8Array>();
  const demo = new Set(oracle.demo);
  const modules = order.map((name) => viewModule(catalog, name, { demo: demo.has(name) }));
  const views = buildViews(modules, (module, path) => bytes.get(`${module}/${path}`));
  const entries = order.flatMap((name) => catalog.facts(name).records.filter((entry) => !entry.demo || demo.has(name)));
  const declared = [...declaredRecords(entries).values()];
  const wanted = oracle.views.map(({ xmlid }) => xmlid).filter((xmlid) => views.definitions.has(xmlid));
  readArchFiles(wanted, views, catalog, bytes);
  return {
    xmlids: [...declared.filter(({ model }) => !NOT_LISTED.has(model)), ...snippetTemplates(views)],
    views: wanted.map((xmlid) => {
      const view = views.combine(xmlid);
      const issue = view?.issues[0]?.message;
      return { xmlid, sha256: view?.sha256 ?? null, ...(issue && { issue }) };
    }),
  };
}

function snippetTemplates({ definitions }: Views): DeclaredRecord[] {
  return [...definitions.values()]
    .filter(({ arch }) => arch?.text !== undefined)
    .map(({ id }) => ({ id, model: "ir.ui.view", noupdate: true }));
}
