/** Part of a text: offsets of its first character and of the one after its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Common {
  /** Where the statement begins; a decorated one begins at `class` or `def`, as in `ast`. */
  readonly offset: number;
  /** Headers of the `if`, `try`, `with`, … that hold the statement, outermost first: `if TYPE_CHECKING`. */
  readonly guards: readonly string[];
}

export interface PyImport extends Common {
  readonly kind: "import";
  /** Dots before the name in `from . import x`: 0 for an absolute import. */
  readonly level: number;
  /** What stands after `from`, `""` for `from . import x`; null for a plain `import x`. */
  readonly from: string | null;
  /** `*` for a star import. */
  readonly names: readonly { readonly name: string; readonly as?: string }[];
}

export interface PyAssign extends Common {
  readonly kind: "assign";
  /** Plain names that get the value: two for `a = b = 1`; none of `a.b` and `a, b`. */
  readonly names: readonly string[];
  readonly annotation?: Span;
  /** Absent for a bare annotation, `x: int`. */
  readonly value?: Span;
  /** `+=` and its like, `""` for a plain assignment. */
  readonly operator: string;
}

export interface PyFunction extends Common {
  readonly kind: "function";
  readonly name: string;
  readonly decorators: readonly Span[];
  /** True when `super(` is called anywhere in the body. */
  readonly callsSuper: boolean;
}

export interface PyClass extends Common {
  readonly kind: "class";
  readonly name: string;
  /** What stands in the brackets after the name, without them; empty where there is nothing. */
  readonly bases: Span;
  readonly decorators: readonly Span[];
  readonly body: readonly PyStatement[];
}

/** A call whose value nobody keeps: `setattr(A, "x", y)`. */
export interface PyCallStatement extends Common {
  readonly kind: "call";
  readonly value: Span;
}

export type PyStatement = PyImport | PyAssign | PyFunction | PyClass | PyCallStatement;

/** A Python file's outline: what stands at module and class level; function bodies are passed over. */
export interface PyFile {
  /** Newlines are `\n`; offsets and spans count in it. */
  readonly text: string;
  readonly body: readonly PyStatement[];
  /** Line of an offset, from 1. */
  readonly lineAt: (offset: number) => number;
}
