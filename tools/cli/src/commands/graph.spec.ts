import { describe, expect, it } from "vitest";
import { ipai, plant } from "../testing.ts";

const manifest = (depends: readonly string[], more = "") =>
  `{\n    'name': 'N', 'author': 'A', 'license': 'LGPL-3', 'version': '19.0.1.0.0',${more}\n    'depends': [\n${depends.map((name) => `        '${name}',\n`).join("")}    ],\n}\n`;

const root = plant({
  "addons/base/__manifest__.py": manifest([], "'auto_install': True,"),
  "addons/web/__manifest__.py": manifest(["base"], "'auto_install': True,"),
  "addons/sale/__manifest__.py": manifest(["web"]),
  "addons/stock/__manifest__.py": manifest(["web"]),
  "addons/sale_stock/__manifest__.py": manifest(["sale", "stock"], "'auto_install': True,"),
  "addons/sale_ph/__manifest__.py": manifest(["sale"], "'auto_install': True, 'countries': ['ph'],"),
  "addons/role/__manifest__.py": manifest(["base_user_role"]),
  "addons/over_role/__manifest__.py": manifest(["role"]),
  "loop/a/__manifest__.py": manifest(["b"]),
  "loop/b/__manifest__.py": manifest(["a"]),
  "loop/broken/__manifest__.py": "{'name': ",
});

function ask(...args: string[]) {
  const run = ipai(root, "graph", ...args, "--json");
  const document = JSON.parse(run.stdout || "{}");
  const names = (document.modules ?? []).map(({ name }: { name: string }) => name).join(" ");
  return { status: run.status, document, names };
}

describe("ipai graph", () => {
  it("plans what Odoo installs, for a new database and for one with countries", () => {
    expect(ask("plan", "--install", "sale,stock", "--source", "addons")).toMatchObject({
      status: 0,
      names: "base web sale stock sale_stock",
      document: { installs: ["base", "web", "sale", "stock", "sale_stock"] },
    });
    const inManila = ask(
      "plan",
      "--install",
      "sale",
      "--installed",
      "base,web",
      "--countries",
      "PH",
      "--source",
      "addons",
    );
    expect(inManila.names).toBe("base web sale sale_ph");
    expect(ask("plan", "--install", "sale,stock", "--no-auto-install", "--source", "addons").names).toBe(
      "base web sale stock",
    );
  });

  it("orders, closes and turns around", () => {
    expect(ask("order", "sale_stock", "--source", "addons").names).toBe("base web sale stock sale_stock");
    expect(ask("closure", "sale", "--source", "addons").names).toBe("base web sale");
    expect(ask("codepends", "web", "--source", "addons").names).toBe(
      "sale stock role sale_ph sale_stock over_role"
        .split(" ")
        .filter((name) => !name.includes("role"))
        .join(" "),
    );
    expect(ask("closure", "sale", "--source", "addons").document.modules[0].origin).toMatchObject({
      path: "base",
      commit: null,
    });
  });

  it("names what is missing, who needs it by file and line, and what it blocks", () => {
    const { status, document } = ask("missing", "--source", "addons");
    expect(status).toBe(1);
    expect(document.modules).toEqual([
      {
        name: "base_user_role",
        neededBy: [{ name: "role", at: { source: "addons", path: "role/__manifest__.py", line: 4 } }],
        blocks: ["over_role", "role"],
      },
    ]);
    const text = ipai(root, "graph", "missing", "--source", "addons");
    expect(text.stdout).toContain("addons/role/__manifest__.py:4");
    expect(text.stdout).toMatch(/needed by role; blocks also over_role\n.*ipai oca add/);
  });

  it("names loops with the lines of their edges, and a manifest that cannot be read", () => {
    const { status, document } = ask("cycles", "--source", "loop");
    expect(status).toBe(1);
    expect(document.cycles).toMatchObject([
      {
        modules: ["a", "b"],
        edges: [
          { from: "a", to: "b", at: { line: 4 } },
          { from: "b", to: "a" },
        ],
      },
    ]);
    expect(document.issues.map(({ code }: { code: string }) => code)).toEqual([
      "python-not-literal",
      "dependency-cycle",
    ]);
  });

  it("refuses what it does not know, with exit code 2", () => {
    expect(ipai(root, "graph", "closure", "nope", "--source", "addons")).toMatchObject({ status: 2, stdout: "" });
    expect(ipai(root, "graph", "codepends", "--source", "addons")).toMatchObject({ status: 2, stdout: "" });
    expect(ipai(root, "graph", "order", "--source", "nowhere").status).toBe(2);
    expect(ipai(root, "graph", "riddle").status).toBe(2);
  });
});
