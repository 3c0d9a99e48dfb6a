"""Reads JSON texts, one a line; says of each whether CPython parses it: as a program, and as an expression."""

import ast
import json
import sys
import warnings

warnings.simplefilter("ignore")


def parses(text, mode):
    try:
        ast.parse(text, mode=mode)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


for line in sys.stdin:
    text = json.loads(line)
    print(json.dumps([parses(text, "exec"), parses(f"({text.strip()}\n)", "eval")]))
