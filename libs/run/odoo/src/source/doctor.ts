import { spawnSync } from "node:child_process";
import { connectServer, findServerBinaries } from "@ipai/postgres";
import { canImport, locateOdoo } from "./locate.ts";

export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** What was found, or what is missing. */
  readonly found: string;
  /** The command that mends it; absent when there is nothing to mend. */
  readonly install?: string;
  /** Without it some commands still work. */
  readonly optional?: true;
}

/** Odoo 19's own imports whose absence shows only when a module needs them, with Debian's package. */
const PYTHON_PACKAGES: Readonly<Record<string, string>> = {
  lxml: "python3-lxml",
  psycopg2: "python3-psycopg2",
  werkzeug: "python3-werkzeug",
  babel: "python3-babel",
  dateutil: "python3-dateutil",
  PIL: "python3-pil",
  reportlab: "python3-reportlab",
  passlib: "python3-passlib",
  polib: "python3-polib",
  zeep: "python3-zeep",
  xlwt: "python3-xlwt",
  xlsxwriter: "python3-xlsxwriter",
  unidecode: "python3-unidecode",
  freezegun: "python3-freezegun",
};

/** Checks everything that running Odoo needs on this machine, each with what was found and how to mend it. */
export async function examine(workspace: string, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const { program, issues } = locateOdoo(env);
  const findings: Finding[] = [];
  if (!program)
    findings.push({
      what: "Odoo",
      ok: false,
      found: issues[0]!.message,
      install: "export ODOO_SRC=<folder of odoo-bin>",
    });
  else if (program.kind === "docker") findings.push(dockerFinding(program.image));
  else {
    findings.push({ what: "Odoo", ok: program.series === "19.0", found: `${program.series} in ${program.folder}` });
    findings.push(...pythonFindings(program.python));
  }
  findings.push(await serverFinding(workspace, env));
  findings.push(
    programFinding(
      "chromium",
      ["chromium", "chromium-browser", "google-chrome"],
      "apt-get install chromium",
      "tours and browser tests",
    ),
  );
  findings.push(programFinding("wkhtmltopdf", ["wkhtmltopdf"], "apt-get install wkhtmltopdf", "PDF reports"));
  return findings;
}

function pythonFindings(python: string): Finding[] {
  const version = spawnSync(python, ["-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"], {
    encoding: "utf8",
  }).stdout?.trim();
  if (!version)
    return [{ what: "Python", ok: false, found: `${python} does not run`, install: "apt-get install python3" }];
  const recent = Number(version.split(".")[1]) >= 10;
  const missing = Object.keys(PYTHON_PACKAGES).filter((name) => !canImport(python, name));
  return [
    {
      what: "Python",
      ok: recent,
      found: `${version} (${python})`,
      ...(recent ? {} : { install: "Odoo 19 needs Python 3.10 or newer" }),
    },
    missing.length
      ? {
          what: "Python packages",
          ok: false,
          found: `cannot import ${missing.join(", ")}`,
          install: `apt-get install ${missing.map((name) => PYTHON_PACKAGES[name]).join(" ")}`,
        }
      : {
          what: "Python packages",
          ok: true,
          found: `${Object.keys(PYTHON_PACKAGES).length} of ${Object.keys(PYTHON_PACKAGES).length} import`,
        },
    canImport(python, "coverage")
      ? { what: "coverage.py", ok: true, found: "importable" }
      : {
          what: "coverage.py",
          ok: false,
          found: "not importable: no coverage gate",
          install: "apt-get install python3-coverage",
          optional: true,
        },
  ];
}

async function serverFinding(workspace: string, env: NodeJS.ProcessEnv): Promise<Finding> {
  const what = "PostgreSQL";
  try {
    const server = await connectServer(workspace, env);
    if (!server)
      return {
        what,
        ok: false,
        found: "no DATABASE_URL, no PGHOST, no server binaries",
        install: "apt-get install postgresql",
      };
    const { Client } = await import("pg");
    const client = new Client({ ...server.address, database: "postgres" });
    await client.connect();
    const { rows } = await client.query<{ version: string; creates: boolean }>(
      "SELECT current_setting('server_version') AS version, rolcreatedb OR rolsuper AS creates FROM pg_roles WHERE rolname = current_user",
    );
    await client.end();
    server.release();
    const { version, creates } = rows[0]!;
    const recent = Number.parseInt(version, 10) >= 13;
    if (!recent)
      return {
        what,
        ok: false,
        found: `${version} by ${server.origin}: Odoo 19 needs 13 or newer`,
        install: "apt-get install postgresql",
      };
    if (!creates)
      return {
        what,
        ok: false,
        found: `${version}, but its role may not create databases`,
        install: `ALTER ROLE ${server.address.user} CREATEDB`,
      };
    return {
      what,
      ok: true,
      found: `${version} by ${server.origin}${findServerBinaries() ? "" : " (no private cluster possible)"}`,
    };
  } catch (error) {
    return {
      what,
      ok: false,
      found: (error as Error).message,
      install: "check DATABASE_URL or PGHOST, PGPORT, PGUSER",
    };
  }
}

function dockerFinding(image: string): Finding {
  const runs = spawnSync("docker", ["info"], { stdio: "ignore" }).status === 0;
  return runs
    ? { what: "Odoo", ok: true, found: image }
    : {
        what: "Odoo",
        ok: false,
        found: `${image}, but no Docker engine answers`,
        install: "start Docker, or set ODOO_SRC",
      };
}

function programFinding(what: string, names: readonly string[], install: string, why: string): Finding {
  const found = names.find((name) => spawnSync("sh", ["-c", `command -v ${name}`], { stdio: "ignore" }).status === 0);
  return found ? { what, ok: true, found } : { what, ok: false, found: `missing: no ${why}`, install, optional: true };
}
