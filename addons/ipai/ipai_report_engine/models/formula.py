"""Arithmetic of report formulas: numbers, ``CODE.label``, ``+ - * /`` and brackets."""

import re

TOKEN = re.compile(
    r"\s*(?:(?P<term>[^().\s*/+\-]+\.[A-Za-z_][^().\s*/+\-]*)"
    r"|(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<operator>[()+\-*/]))"
)


def evaluate(formula, lookup):
    """Return the value of a formula.

    :param lookup: function from line code and label to a number
    :raises ValueError: malformed formula
    :raises ZeroDivisionError: as it says
    """
    tokens = _tokens(formula)
    value, rest = _sum(tokens, lookup)
    if rest:
        raise ValueError(f"unexpected {rest[0][1]!r} in {formula!r}")
    return value


def _tokens(formula):
    text = formula.strip()
    tokens, position = [], 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if not match:
            raise ValueError(f"cannot read {text[position:]!r} in {formula!r}")
        tokens.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return tokens


def _sum(tokens, lookup):
    value, tokens = _product(tokens, lookup)
    while tokens and tokens[0][1] in ("+", "-"):
        sign = 1 if tokens[0][1] == "+" else -1
        right, tokens = _product(tokens[1:], lookup)
        value += sign * right
    return value, tokens


def _product(tokens, lookup):
    value, tokens = _factor(tokens, lookup)
    while tokens and tokens[0][1] in ("*", "/"):
        is_product = tokens[0][1] == "*"
        right, tokens = _factor(tokens[1:], lookup)
        value = value * right if is_product else value / right
    return value, tokens


def _factor(tokens, lookup):
    if not tokens:
        raise ValueError("the formula ends too early")
    (kind, text), rest = tokens[0], tokens[1:]
    if kind == "term":
        code, label = text.split(".", 1)
        return lookup(code, label), rest
    if kind == "number":
        return float(text), rest
    if text in ("+", "-"):
        value, rest = _factor(rest, lookup)
        return (value if text == "+" else -value), rest
    if text == "(":
        value, rest = _sum(rest, lookup)
        if rest and rest[0][1] == ")":
            return value, rest[1:]
        raise ValueError("a bracket is not closed")
    raise ValueError(f"unexpected {text!r}")
