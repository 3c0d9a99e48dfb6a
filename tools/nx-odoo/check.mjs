import { spawnSync } from "node:child_process";
import { findTool } from "./tool.mjs";

/** One add-on: `ipai check <module>`. */
export default async function check({ module }, { root }) {
  const { status } = spawnSync(process.execPath, [findTool(root).bin, "check", module], {
    cwd: root,
    stdio: "inherit",
  });
  return { success: status === 0 };
}

/** Many add-ons in one process that reads the workspace once; Nx shows and keeps the result of each by itself. */
export async function* checkBatch(graph, options, _overrides, { root }) {
  const tasks = Object.keys(graph.tasks);
  const answers = checkEach(
    root,
    tasks.map((task) => options[task].module),
  );
  for (const task of tasks) yield { task, result: answers(options[task].module) };
}

function checkEach(root, modules) {
  const args = [findTool(root).bin, "check", "--each", ...modules];
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (error || status === 2 || status === null) {
    const failed = { success: false, terminalOutput: stderr || String(error) };
    return () => failed;
  }
  const { checks } = JSON.parse(stdout);
  const byModule = new Map(
    checks.map(({ module, errors, text }) => [module, { success: errors === 0, terminalOutput: text }]),
  );
  return (module) => byModule.get(module) ?? { success: false, terminalOutput: `${module} was not checked\n` };
}
