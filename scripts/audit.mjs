// Known vulnerabilities of our npm packages, as the registry tells them: exit 1 for a high or critical one, 2 where the
// registry does not answer. What was not asked is unknown, never clean.
import { spawnSync } from "node:child_process";

const { stdout } = spawnSync("npm", ["audit", "--json"], { encoding: "utf8", maxBuffer: 2 ** 28 });
const report = parse(stdout);
const counts = report?.metadata?.vulnerabilities;
if (!counts || report.error) {
  const why = report?.error?.summary || report?.message || "no report";
  console.error(`unknown: the registry's audit did not answer (${why.trim()})`);
  process.exitCode = 2;
} else {
  const serious = Object.values(report.vulnerabilities).filter(({ severity }) => /^(high|critical)$/.test(severity));
  for (const { name, severity, range } of serious) console.log(`${severity}  ${name} ${range}`);
  console.log(
    Object.entries(counts)
      .map(([severity, count]) => `${count} ${severity}`)
      .join(", "),
  );
  process.exitCode = serious.length ? 1 : 0;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
