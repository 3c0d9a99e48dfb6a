"""The outline of Python files as CPython's ast sees it: JSON lines in (texts), JSON lines out; null where it cannot parse."""
import ast
import json
import sys
import warnings

from literal_oracle import dump

warnings.simplefilter("ignore")
BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")
GUARDS = tuple(
    getattr(ast, name)
    for name in ("If", "Try", "TryStar", "With", "AsyncWith", "For", "AsyncFor", "While", "Match", "ExceptHandler", "match_case")
    if hasattr(ast, name)
)


def dotted(node):
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return base and f"{base}.{node.attr}"
    return None


def literal(node):
    try:
        return dump(ast.literal_eval(node))
    except Exception:
        return None


def describe(node):
    if node is None:
        return None
    if isinstance(node, ast.Call):
        func = node.func.value if isinstance(node.func, ast.Subscript) else node.func
        if dotted(func):
            starred = [["*" if isinstance(a, ast.Starred) else "", a.value if isinstance(a, ast.Starred) else a] for a in node.args]
            named = [[k.arg or "**", k.value] for k in node.keywords]
            args = sorted(starred + named, key=lambda pair: (pair[1].lineno, pair[1].col_offset))
            return ["call", dotted(func), [[name, literal(value)] for name, value in args]]
    return ["value", dotted(node), literal(node)]


def calls_super(node):
    return any(
        isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "super"
        for statement in node.body
        for call in ast.walk(statement)
    )


def outline(nodes):
    items = []
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            items.append(["def", node.lineno, node.name, [describe(d) for d in node.decorator_list], calls_super(node)])
        elif isinstance(node, ast.ClassDef):
            bases = [dotted(b) for b in node.bases if not isinstance(b, ast.Starred)]
            items.append(["class", node.lineno, node.name, bases, [describe(d) for d in node.decorator_list], outline(node.body)])
        elif isinstance(node, ast.Assign) and all(isinstance(t, ast.Name) for t in node.targets):
            items.append(["assign", node.lineno, [t.id for t in node.targets], False, describe(node.value)])
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            items.append(["assign", node.lineno, [node.target.id], True, describe(node.value)])
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            items.append(["assign", node.lineno, [node.target.id], False, describe(node.value)])
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and dotted(node.value.func):
            items.append(["call", node.lineno, describe(node.value)])
        elif isinstance(node, ast.Import):
            items.append(["import", node.lineno, 0, None, [[a.name, a.asname] for a in node.names]])
        elif isinstance(node, ast.ImportFrom):
            items.append(["import", node.lineno, node.level, node.module or "", [[a.name, a.asname] for a in node.names]])
        elif isinstance(node, GUARDS):
            for block in BLOCKS:
                items += outline(getattr(node, block, []))
    return items


for line in sys.stdin:
    try:
        print(json.dumps(outline(ast.parse(json.loads(line)).body)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        print("null")
