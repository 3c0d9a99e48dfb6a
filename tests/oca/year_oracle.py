"""What changed in the modules of repositories between two commits each, by git and Python alone.

usage: year_oracle.py GIT_DIR OLD NEW [GIT_DIR OLD NEW ...]  ->  JSON by module on stdout
"""

import ast
import json
import subprocess
import sys


def git(repo, *args):
    return subprocess.run(["git", "--git-dir", repo, *args], capture_output=True, check=True).stdout


def blobs(repo, entries):
    wanted = "".join(f"{oid}\n" for _, oid in entries).encode()
    out = subprocess.run(["git", "--git-dir", repo, "cat-file", "--batch"], input=wanted, capture_output=True, check=True).stdout
    at, result = 0, {}
    for path, _ in entries:
        end = out.index(b"\n", at)
        size = int(out[at:end].split()[2])
        result[path] = out[end + 1 : end + 1 + size]
        at = end + 2 + size
    return result


def is_model_file(path):
    parts = path.split("/")[1:]
    return path.endswith(".py") and not {"tests", "migrations", "upgrades", "hooks.py", "__manifest__.py"} & set(parts)


def constant(node):
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def declared(text):
    """(models made, {(model, field)}) of one Python file."""
    made, fields = set(), set()
    for node in ast.parse(text).body:
        if not isinstance(node, ast.ClassDef) or not any(ast.unparse(base).split(".")[-1] in ("Model", "TransientModel", "AbstractModel") for base in node.bases):
            continue
        own = {target.id: item.value for item in node.body if isinstance(item, ast.Assign) for target in item.targets if isinstance(target, ast.Name)}
        name, inherit = constant(own["_name"]) if "_name" in own else None, constant(own["_inherit"]) if "_inherit" in own else None
        inherit = [inherit] if isinstance(inherit, str) else inherit or []
        model = name or (inherit[0] if len(inherit) == 1 else None)
        if not model:
            continue
        if name and name not in inherit:
            made.add(name)
        for key, value in own.items():
            if isinstance(value, ast.Call) and ast.unparse(value.func).startswith("fields."):
                fields.add((model, key))
    return made, fields


def side(repo, commit):
    files = [line.split("\t") for line in git(repo, "ls-tree", "-r", commit).decode().splitlines()]
    files = [(path, meta.split()[2]) for meta, path in files]
    names = [path.split("/")[0] for path, _ in files if path.count("/") == 1 and path.endswith("/__manifest__.py")]
    trees = {line.split("\t")[1]: line.split()[2] for line in git(repo, "ls-tree", "-d", commit).decode().splitlines()}
    wanted = [(path, oid) for path, oid in files if path.split("/")[0] in names and (path.endswith("/__manifest__.py") or is_model_file(path))]
    texts = blobs(repo, wanted)
    modules = {}
    for name in names:
        manifest = ast.literal_eval(texts[f"{name}/__manifest__.py"].decode())
        made, fields = set(), set()
        for path, text in texts.items():
            if path.startswith(f"{name}/") and is_model_file(path):
                more_made, more_fields = declared(text)
                made |= more_made
                fields |= more_fields
        scripts = [path[len(name) + 1 :] for path, _ in files if path.startswith((f"{name}/migrations/", f"{name}/upgrades/")) and path.endswith(".py")]
        modules[name] = {
            "tree": trees[name],
            "version": manifest["version"],
            "depends": manifest.get("depends", []),
            "python": manifest.get("external_dependencies", {}).get("python", []),
            "migrations": scripts,
            "made": made,
            "fields": {f"{model}.{field}" for model, field in fields},
        }
    return modules


def main(args):
    repositories = [args[at : at + 3] for at in range(0, len(args), 3)]
    before, after, home = {}, {}, {}
    for repo, old, new in repositories:
        for target, commit in ((before, old), (after, new)):
            for name, module in side(repo, commit).items():
                target[name] = module
                home[name] = (repo, old, new)
    all_fields = [set().union(*(module["fields"] for module in modules.values())) for modules in (before, after)]
    all_models = [set().union(*(module["made"] for module in modules.values())) for modules in (before, after)]
    report = {}
    for name in sorted(before.keys() | after.keys()):
        a, b = before.get(name), after.get(name)
        if a and b and a["tree"] == b["tree"]:
            continue
        repo, old, new = home[name]
        a_fields, b_fields = a["fields"] if a else set(), b["fields"] if b else set()
        gone_models = (a["made"] if a else set()) - all_models[1]
        report[name] = {
            "kind": "changed" if a and b else "added" if b else "removed",
            "from": a and a["version"],
            "to": b and b["version"],
            "dependsAdded": sorted(set(b["depends"] if b else []) - set(a["depends"] if a else [])),
            "dependsRemoved": sorted(set(a["depends"] if a else []) - set(b["depends"] if b else [])),
            "pythonAdded": sorted(set(b["python"] if b else []) - set(a["python"] if a else [])),
            "migrations": sorted(set(b["migrations"] if b else []) - set(a["migrations"] if a else [])),
            "modelsAdded": sorted((b["made"] if b else set()) - all_models[0]),
            "modelsRemoved": sorted(gone_models),
            "fieldsAdded": sorted(b_fields - a_fields),
            "fieldsRemoved": sorted(field for field in a_fields - all_fields[1] if field.rsplit(".", 1)[0] not in gone_models),
            "commits": git(repo, "log", "--no-merges", "--format=%H", f"{old}..{new}", "--", name).decode().split(),
        }
    json.dump(report, sys.stdout)


main(sys.argv[1:])
