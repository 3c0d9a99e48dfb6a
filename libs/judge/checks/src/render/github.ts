import type { Issue, Severity } from "@ipai/core";

const COMMANDS: Record<Severity, string> = { error: "error", warning: "warning", info: "notice" };

/**
 * Issues as workflow commands, which GitHub shows on the changed lines. `pathOf` turns a location's source and path
 * into one relative to the repository.
 */
export function renderGithub(issues: readonly Issue[], pathOf: (issue: Issue) => string): string {
  return issues
    .map(({ severity, code, message, advice, at }, index) => {
      const place = [
        `file=${escapeProperty(pathOf(issues[index]!))}`,
        ...(at?.line === undefined ? [] : [`line=${at.line}`]),
        ...(at?.column === undefined ? [] : [`col=${at.column}`]),
        `title=${escapeProperty(code)}`,
      ];
      return `::${COMMANDS[severity]} ${place.join(",")}::${escapeData(`${message} — ${advice}`)}\n`;
    })
    .join("");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
