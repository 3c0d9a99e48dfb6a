import type { Span } from "../structure/types.ts";

/** A node of Python's own syntax tree (`ast`), with the same names in small letters; spans count in the parsed text. */
interface Common extends Span {}

export interface PyKeyword extends Common {
  /** Null for `**value`. */
  readonly name: string | null;
  readonly value: PyExpr;
}

export interface PyParameter extends Common {
  readonly name: string;
  /** 0 for a plain one, 1 for `*args`, 2 for `**kwargs`. */
  readonly stars: 0 | 1 | 2;
  readonly keywordOnly: boolean;
  readonly default: PyExpr | null;
}

export interface PyComprehension {
  readonly target: PyExpr;
  readonly iter: PyExpr;
  readonly ifs: readonly PyExpr[];
}

export type PyExpr = Common &
  (
    | { readonly kind: "name"; readonly id: string }
    /** A text, number, `True`, `False`, `None` or `...`; bytes and numbers keep their source as value. */
    | { readonly kind: "str"; readonly value: string }
    | { readonly kind: "number" | "bytes"; readonly value: string }
    | { readonly kind: "constant"; readonly value: true | false | null | "..." }
    /** An f-string, whose expressions are not looked into. */
    | { readonly kind: "format" }
    | { readonly kind: "attribute"; readonly value: PyExpr; readonly attr: string }
    | { readonly kind: "subscript"; readonly value: PyExpr; readonly index: PyExpr }
    | { readonly kind: "slice"; readonly parts: readonly PyExpr[] }
    | {
        readonly kind: "call";
        readonly func: PyExpr;
        readonly args: readonly PyExpr[];
        readonly keywords: readonly PyKeyword[];
      }
    | { readonly kind: "unary"; readonly op: string; readonly operand: PyExpr }
    | { readonly kind: "binary"; readonly op: string; readonly left: PyExpr; readonly right: PyExpr }
    | { readonly kind: "bool"; readonly op: "and" | "or"; readonly values: readonly PyExpr[] }
    | { readonly kind: "compare"; readonly ops: readonly string[]; readonly values: readonly PyExpr[] }
    | { readonly kind: "if"; readonly test: PyExpr; readonly body: PyExpr; readonly orelse: PyExpr }
    | { readonly kind: "lambda"; readonly params: readonly PyParameter[]; readonly body: PyExpr }
    | { readonly kind: "list" | "tuple" | "set"; readonly items: readonly PyExpr[] }
    /** A null key stands for `**value`. */
    | { readonly kind: "dict"; readonly entries: readonly { readonly key: PyExpr | null; readonly value: PyExpr }[] }
    | {
        readonly kind: "comprehension";
        readonly of: "list" | "set" | "dict" | "generator";
        readonly item: PyExpr;
        /** Of a dict: `item` is its key. */
        readonly value: PyExpr | null;
        readonly loops: readonly PyComprehension[];
      }
    | { readonly kind: "starred"; readonly value: PyExpr }
    | { readonly kind: "await" | "yield"; readonly value: PyExpr | null }
    | { readonly kind: "walrus"; readonly target: PyExpr; readonly value: PyExpr }
  );

export interface PyFunctionNode extends Common {
  readonly kind: "function";
  readonly name: string;
  readonly params: readonly PyParameter[];
  readonly decorators: readonly PyExpr[];
  readonly body: readonly PyNode[];
}

export interface PyClassNode extends Common {
  readonly kind: "class";
  readonly name: string;
  readonly bases: readonly PyExpr[];
  readonly decorators: readonly PyExpr[];
  readonly body: readonly PyNode[];
}

export interface PyImportNode extends Common {
  readonly kind: "import";
  readonly level: number;
  /** `""` for `from . import x`; null for a plain `import x`. */
  readonly from: string | null;
  readonly names: readonly { readonly name: string; readonly as: string | null }[];
}

export type PyNode =
  | PyFunctionNode
  | PyClassNode
  | PyImportNode
  | (Common &
      (
        | { readonly kind: "assign"; readonly targets: readonly PyExpr[]; readonly value: PyExpr }
        | { readonly kind: "augment"; readonly target: PyExpr; readonly op: string; readonly value: PyExpr }
        | { readonly kind: "annotate"; readonly target: PyExpr; readonly type: PyExpr; readonly value: PyExpr | null }
        | { readonly kind: "expr"; readonly value: PyExpr }
        | { readonly kind: "return" | "delete" | "raise" | "assert"; readonly values: readonly PyExpr[] }
        | { readonly kind: "global" | "nonlocal"; readonly names: readonly string[] }
        | { readonly kind: "pass" | "break" | "continue" }
        | {
            readonly kind: "for";
            readonly target: PyExpr;
            readonly iter: PyExpr;
            readonly body: readonly PyNode[];
            readonly orelse: readonly PyNode[];
          }
        | {
            readonly kind: "while" | "branch";
            readonly test: PyExpr;
            readonly body: readonly PyNode[];
            readonly orelse: readonly PyNode[];
          }
        | {
            readonly kind: "with";
            readonly items: readonly { readonly value: PyExpr; readonly as: PyExpr | null }[];
            readonly body: readonly PyNode[];
          }
        | {
            readonly kind: "try";
            readonly body: readonly PyNode[];
            readonly handlers: readonly PyHandler[];
            readonly orelse: readonly PyNode[];
            readonly final: readonly PyNode[];
          }
        | {
            readonly kind: "match";
            readonly subject: PyExpr;
            /** Patterns are read as expressions. */
            readonly cases: readonly {
              readonly pattern: PyExpr;
              readonly guard: PyExpr | null;
              readonly body: readonly PyNode[];
            }[];
          }
      ));

export interface PyHandler {
  readonly type: PyExpr | null;
  readonly as: string | null;
  readonly body: readonly PyNode[];
}
