import { attestDrill, drill, writeDrill, type DrillReport, type SiteDrill } from "@ipai/backup";
import { httpLogin } from "@ipai/bench";
import { locateOdoo } from "@ipai/odoo";
import { progress, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import { formatTable } from "../../io/print.ts";
import { backupOptions, openConfig, report, requirePrograms, siteNames, type BackupOptions } from "./session.ts";

interface Options extends BackupOptions {
  readonly site?: string;
  readonly attest: boolean;
  readonly rehearsal?: boolean;
}

/** `ipai backup drill` */
export function drillCommand(): Command {
  return backupOptions(new Command("drill"))
    .description("restore the newest copy of each site into a scratch database and prove it")
    .option("--site <name>", "only this site")
    .option("--no-attest", "write no attestation below evidence/backup")
    .option("--rehearsal", "say in the attestation that the data is throw-away")
    .action(run);
}

async function run(options: Options): Promise<void> {
  const config = openConfig(options);
  requirePrograms("restic", "pg_restore");
  const { program } = locateOdoo(process.env);
  const root = workspaceRoot();
  const { value, issues } = await drill(config, {
    sites: siteNames(config, options.site),
    ...(program?.kind === "source" && { login: httpLogin(program, root) }),
    onSite: (site) => progress(`drill: ${site}`),
  });
  const attestation = options.attest
    ? await writeDrill(root, attestDrill(value, issues, options.rehearsal ?? false))
    : null;
  report(options.json, { ...value, attestation }, text(value, attestation), issues);
}

function text({ sites, proven }: DrillReport, attestation: string | null): string {
  const head = [
    "site",
    "copy",
    "rows",
    "tables equal",
    "files intact",
    "posted debit",
    "login",
    "RPO",
    "RTO",
    "proven",
  ];
  const lines = [formatTable([head, ...sites.map(row)]), `${proven} of ${sites.length} sites proven`];
  return attestation ? [...lines, `attested in ${attestation}`].join("\n") : lines.join("\n");
}

function row({ site, copy, proof, login, rpoMinutes, rtoSeconds, proven }: SiteDrill): string[] {
  return [
    site,
    copy?.id ?? "none",
    String(proof?.rows ?? "-"),
    proof ? `${proof.equalTables}/${proof.tables}` : "-",
    proof ? `${proof.attachments.intact}/${proof.attachments.files}` : "-",
    proof?.posted?.debit ?? "-",
    login?.ok ? login.how : "none",
    rpoMinutes === null ? "-" : `${rpoMinutes.toFixed(1)} min`,
    rtoSeconds === null ? "-" : `${rtoSeconds.toFixed(1)} s`,
    proven ? "yes" : "NO",
  ];
}
