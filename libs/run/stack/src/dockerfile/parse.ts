import type { Issue, Result } from "@ipai/core";
import { DockerfileParser, type Instruction } from "dockerfile-ast";
import { validate } from "dockerfile-utils";
import type { StackFile } from "../file.ts";

export interface Step {
  /** In capitals: `RUN`. */
  readonly keyword: string;
  /** What stands after the keyword, continuation lines joined. */
  readonly text: string;
  readonly line: number;
}

export interface BuildStage {
  readonly name: string;
  readonly line: number;
  /** The image or stage it starts from, with the defaults of global ARGs filled in. */
  readonly from: string;
  readonly steps: readonly Step[];
}

export interface Dockerfile {
  readonly path: string;
  readonly stages: readonly BuildStage[];
  /** Defaults of the ARGs before the first FROM. */
  readonly globals: ReadonlyMap<string, string>;
  readonly steps: readonly Step[];
}

/** Text of a Dockerfile → its stages, and issues for what no builder would accept. */
export function parseDockerfile({ path, text }: StackFile): Result<Dockerfile> {
  const issues = validate(text).map(({ message, range, severity }): Issue => ({
    code: "dockerfile-invalid",
    severity: severity === 1 ? "error" : "warning",
    message: typeof message === "string" ? message : message.value,
    advice: "https://docs.docker.com/reference/dockerfile/",
    at: { path, line: range.start.line + 1 },
  }));
  const steps = DockerfileParser.parse(text).getInstructions().map(toStep);
  const first = steps.findIndex(({ keyword }) => keyword === "FROM");
  const globals = new Map(
    steps
      .slice(0, Math.max(first, 0))
      .filter(({ keyword }) => keyword === "ARG")
      .map(({ text }) => text.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
  return { value: { path, stages: stagesOf(steps, globals), globals, steps }, issues };
}

function toStep(instruction: Instruction): Step {
  const text = (instruction.getRawArgumentsContent() ?? "").replaceAll(/\\\r?\n\s*/g, "");
  return { keyword: instruction.getKeyword().toUpperCase(), text, line: instruction.getRange().start.line + 1 };
}

function stagesOf(steps: readonly Step[], globals: ReadonlyMap<string, string>): BuildStage[] {
  const starts = steps.flatMap(({ keyword }, index) => (keyword === "FROM" ? [index] : []));
  return starts.map((start, nth) => {
    const { text, line } = steps[start]!;
    const [image, , name] = text.replace(/^--\S+\s+/, "").split(/\s+/);
    const from = image!.replaceAll(/\$\{?(\w+)\}?/g, (_, arg: string) => globals.get(arg) ?? "");
    return { name: name ?? String(nth), line, from, steps: steps.slice(start + 1, starts[nth + 1]) };
  });
}
