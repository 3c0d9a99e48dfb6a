import type { Graph, GraphModule } from "../graph.ts";

export type State = "uninstallable" | "uninstalled" | "to install" | "installed";

/** Why a module is in a plan. */
export interface Reason {
  readonly kind: "wanted" | "depends" | "auto-install" | "hook" | "installed";
  /** The dependent, the triggers or the module whose hook asks for it. */
  readonly because: readonly string[];
}

/** `ir_module_module` while Odoo decides: the state of every module and why it changed. */
export interface States {
  readonly graph: Graph;
  readonly state: Map<string, State>;
  readonly reasons: Map<string, Reason>;
}

/** Odoo refuses the whole operation (it raises UserError): nothing is installed. */
export class Refused extends Error {
  readonly code: string;
  readonly advice: string;
  readonly module: GraphModule;

  constructor(code: string, message: string, advice: string, module: GraphModule) {
    super(message);
    this.code = code;
    this.advice = advice;
    this.module = module;
  }
}

export function newStates(graph: Graph): States {
  const state = new Map<string, State>();
  for (const { name, installable } of graph.modules.values())
    state.set(name, installable ? "uninstalled" : "uninstallable");
  return { graph, state, reasons: new Map() };
}

export function markToInstall(states: States, name: string, reason: Reason): void {
  states.state.set(name, "to install");
  states.reasons.set(name, reason);
}

export function namesIn(states: States, ...wanted: readonly State[]): string[] {
  return [...states.state].filter(([, state]) => wanted.includes(state)).map(([name]) => name);
}
