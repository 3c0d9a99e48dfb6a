"""What lxml and Odoo's own template_inheritance.py make of XML; one JSON question per line, one JSON answer each.

{"kind": "tree", "text"}            -> {"sha", "lines": [[tag, line], ...]} or "error"
{"kind": "xpath", "text", "expr"}   -> path of the first element found, null, or "error"
{"kind": "inherit", "source", "specs": [...]} -> canonical XML, or "error"; needs $ODOO_SRC
"""
import hashlib
import importlib.util
import json
import os
import sys
import types

from lxml import etree


def hasclass(context, *names):
    return set(context.context_node.attrib.get("class", "").split()).issuperset(names)


etree.FunctionNamespace(None)["hasclass"] = hasclass


def load_inheritance():
    """The one file, with the names it imports: importing all of Odoo takes seconds."""
    comment, instruction, entity = etree._Comment, etree._ProcessingInstruction, etree._Entity
    translate = types.ModuleType("odoo.tools.translate")
    translate.LazyTranslate = lambda module: lambda text, *args, **kwargs: text % (kwargs or args)
    exceptions = types.ModuleType("odoo.exceptions")
    exceptions.ValidationError = type("ValidationError", (ValueError,), {})
    misc = types.ModuleType("odoo.tools.misc")
    misc.SKIPPED_ELEMENT_TYPES = (comment, instruction, entity)
    misc.html_escape = str
    for name, module in {
        "odoo": types.ModuleType("odoo"), "odoo.tools": types.ModuleType("odoo.tools"),
        "odoo.tools.translate": translate, "odoo.exceptions": exceptions, "odoo.tools.misc": misc,
    }.items():
        sys.modules[name] = module
    path = os.path.join(os.environ["ODOO_SRC"], "odoo/tools/template_inheritance.py")
    spec = importlib.util.spec_from_file_location("odoo.tools.template_inheritance", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.apply_inheritance_specs


def canonical(node):
    return etree.tostring(etree.fromstring(etree.tostring(node, encoding="unicode", with_tail=False)), method="c14n").decode()


def tree(question):
    root = etree.fromstring(question["text"].encode())
    sha = hashlib.sha256(canonical(root).encode()).hexdigest()
    return {"sha": sha, "lines": [[node.tag, node.sourceline] for node in root.iter(etree.Element)]}


def xpath(question):
    root = etree.fromstring(question["text"].encode())
    nodes = etree.ETXPath(question["expr"])(root)
    return root.getroottree().getpath(nodes[0]) if nodes else None


def inherit(question):
    source = etree.fromstring(question["source"])
    for specs in question["specs"]:
        source = apply_inheritance_specs(source, etree.fromstring(specs))
    return canonical(source)


if os.environ.get("ODOO_SRC"):
    apply_inheritance_specs = load_inheritance()
ANSWERS = {"tree": tree, "xpath": xpath, "inherit": inherit}
for line in sys.stdin:
    question = json.loads(line)
    try:
        answer = ANSWERS[question["kind"]](question)
    except Exception:
        answer = "error"
    print(json.dumps(answer))
