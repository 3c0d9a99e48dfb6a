import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isWebFile, readWebFacts } from "@ipai/module";
import { Node, Project, SyntaxKind, type CallExpression, type SourceFile } from "ts-morph";
import { describe, expect, it } from "vitest";

const ODOO = process.env["ODOO_SRC"];
const MODULES = ["account", "hr_org_chart", "mass_mailing", "project", "purchase", "sale"];

function webFiles(module: string): Map<string, string> {
  const root = join(ODOO!, "addons", module);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(isWebFile);
  return new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
}

/** The category of `registry.category("x")`, over `.add(…)` chains and names, which ts-morph follows by symbol. */
function categoryOf(node: Node): string | null {
  if (Node.isIdentifier(node)) {
    const [definition] = node.getDefinitionNodes();
    const value = Node.isVariableDeclaration(definition) ? definition.getInitializer() : undefined;
    return value ? categoryOf(value) : null;
  }
  if (!Node.isCallExpression(node)) return null;
  const callee = node.getExpression();
  if (!Node.isPropertyAccessExpression(callee)) return null;
  if (callee.getName() === "add") return categoryOf(callee.getExpression());
  const [name] = node.getArguments();
  const isRegistry = /(^|\.)registry$/.test(callee.getExpression().getText());
  return callee.getName() === "category" && isRegistry && Node.isStringLiteral(name) ? name.getLiteralValue() : null;
}

function additions(source: SourceFile): string[] {
  return source.getDescendantsOfKind(SyntaxKind.CallExpression).flatMap((call: CallExpression) => {
    const callee = call.getExpression();
    if (!Node.isPropertyAccessExpression(callee) || callee.getName() !== "add") return [];
    const category = categoryOf(callee.getExpression());
    const [key] = call.getArguments();
    return category !== null && Node.isStringLiteral(key) ? [`${category}:${key.getLiteralValue()}`] : [];
  });
}

describe.skipIf(!ODOO)("web client facts against ts-morph on Odoo 19 (needs ODOO_SRC)", () => {
  it.each(MODULES)("%s: the same registrations", { timeout: 120_000 }, (module) => {
    const files = webFiles(module);
    const project = new Project({ useInMemoryFileSystem: true, compilerOptions: { allowJs: true } });
    for (const [path, text] of files) if (path.endsWith(".js")) project.createSourceFile(path, text);
    const theirs = project.getSourceFiles().flatMap(additions);
    const ours = readWebFacts(files).web.registry.map(({ category, key }) => `${category}:${key}`);
    expect(theirs).not.toEqual([]);
    // Ours also resolves constants and `Class.id`; every literal key must be in both.
    for (const addition of theirs) expect(ours).toContain(addition);
    const literal = (key: string) =>
      [...files.values()].some((text) =>
        new RegExp(`add\\(\\s*["'\`]${key.replace(/[.*+?^$()|[\]\\]/g, "\\$&")}["'\`]`).test(text),
      );
    const extra = ours.filter(
      (addition) => !theirs.includes(addition) && literal(addition.slice(addition.indexOf(":") + 1)),
    );
    expect(extra.filter((addition) => !addition.startsWith("publicWidget:") && !addition.includes("/"))).toEqual([]);
  });
});
