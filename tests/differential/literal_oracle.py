"""What Python makes of literals: JSON lines in (a text, or {"base64": bytes}), JSON lines out.

A value comes out as a tagged list that keeps every type apart, an error as {"error": type}.
"""
import ast
import base64
import json
import struct
import sys
import warnings

warnings.simplefilter("ignore")


def dump(value):
    kind = type(value)
    if value is None or value is Ellipsis:
        return ["none" if value is None else "ellipsis"]
    if kind is bool:
        return ["bool", value]
    if kind is int:
        return ["int", hex(value)]
    if kind is float:
        return ["float", struct.pack(">d", value).hex()]
    if kind is complex:
        return ["complex", struct.pack(">d", value.real).hex(), struct.pack(">d", value.imag).hex()]
    if kind is str:
        return ["str", value]
    if kind is bytes:
        return ["bytes", value.hex()]
    if kind is dict:
        return ["dict", [[dump(key), dump(item)] for key, item in value.items()]]
    items = [dump(item) for item in value]
    return [kind.__name__, sorted(items, key=json.dumps) if kind is set else items]


def evaluate(source):
    try:
        if isinstance(source, dict):
            # Bytes of a manifest are read as Odoo reads them: as UTF-8 text with universal newlines.
            source = base64.b64decode(source["base64"]).decode("utf-8")
            source = source.replace("\r\n", "\n").replace("\r", "\n")
        return dump(ast.literal_eval(source))
    except (Exception, MemoryError) as error:
        return {"error": type(error).__name__}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(evaluate(json.loads(line))))
