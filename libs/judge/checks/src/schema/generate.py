"""Writes odoo-19.0.json from the RelaxNG schemas of a checkout of Odoo: ``ODOO_SRC=… python3 generate.py``."""

import json
import os
import pathlib
import xml.etree.ElementTree as etree

ROOT = pathlib.Path(os.environ["ODOO_SRC"], "odoo")
EMPTY = ["empty"]


def kind(node):
    return node.tag.rpartition("}")[2]


def joined(how, patterns):
    if not patterns:
        return EMPTY
    *rest, last = patterns
    return [how, rest[0], joined(how, [*rest[1:], last])] if rest else last


def named(node):
    """Names that an element or attribute may have, None for any, and its patterns."""
    children = list(node)
    if "name" in node.attrib:
        return [node.attrib["name"]], children
    first, *children = children
    names = [None if kind(n) == "anyName" else n.text.strip() for n in first.iter() if kind(n) in ("name", "anyName")]
    return names, children


def pattern(node):
    how = kind(node)
    every = [pattern(child) for child in node if kind(child) not in ("param", "name", "anyName", "documentation")]
    if how in ("element", "attribute"):
        names, children = named(node)
        content = joined("group", [pattern(child) for child in children])
        if how == "attribute" and not children:
            content = ["text"]
        return joined("choice", [[how, name, content] for name in names])
    if how == "optional":
        return ["choice", joined("group", every), EMPTY]
    if how == "zeroOrMore":
        return ["choice", ["more", joined("group", every)], EMPTY]
    if how == "oneOrMore":
        return ["more", joined("group", every)]
    if how in ("choice", "interleave", "group"):
        return joined(how, every)
    if how == "ref":
        return ["ref", node.attrib["name"]]
    if how == "value":
        return ["value", (node.text or "").strip()]
    if how == "data":
        params = [param.text for param in node if param.attrib.get("name") == "pattern"]
        return ["data", f"pattern:{params[0]}" if params else node.attrib["type"]]
    if how in ("text", "empty"):
        return [how]
    raise ValueError(how)


def schema(path):
    start, define = None, {}
    for node in etree.parse(path).getroot():
        if kind(node) == "include":
            included = schema(path.parent / node.attrib["href"])
            define = {**included["define"], **define}
            start = start or included["start"]
        elif kind(node) == "start":
            start = joined("group", [pattern(child) for child in node])
        elif kind(node) == "define":
            define[node.attrib["name"]] = joined("group", [pattern(child) for child in node])
    return {"start": start, "define": define}


SCHEMAS = {"data": schema(ROOT / "import_xml.rng")}
for name in ("activity", "calendar", "graph", "list", "pivot", "search"):
    SCHEMAS[name] = schema(ROOT / f"addons/base/rng/{name}_view.rng")
pathlib.Path(__file__).with_name("odoo-19.0.json").write_text(json.dumps(SCHEMAS, separators=(",", ":")) + "\n")
