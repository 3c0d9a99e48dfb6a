/**
 * Python that runs in `odoo-bin shell` and writes what a running Odoo knows to `$ORACLE_OUT`: the reference that the
 * static engine is held against. Keys and rows: docs/oracle.md.
 */
export const DUMP_SCRIPT = `
import gzip, hashlib, json, os
from lxml import etree
from odoo.modules.module_graph import ModuleGraph

def rows(query, *args):
    env.cr.execute(query, args)
    return [list(row) for row in env.cr.fetchall()]

MADE_BY_ORM = (
    'ir.model', 'ir.model.fields', 'ir.model.fields.selection', 'ir.model.constraint', 'ir.model.relation',
    'ir.model.inherit', 'ir.module.module', 'ir.module.category',
)
out = {}
out['installed'] = [dict(zip(('name', 'version', 'auto_install', 'application'), row)) for row in rows(
    "SELECT name, latest_version, auto_install, application FROM ir_module_module WHERE state = 'installed' ORDER BY name")]
out['demo'] = [row[0] for row in rows("SELECT name FROM ir_module_module WHERE state = 'installed' AND demo ORDER BY name")]
graph = ModuleGraph(env.cr)
graph.extend([module['name'] for module in out['installed']])
out['load_order'] = [package.name for package in graph]
out['created'] = [row[0] for row in rows(
    "SELECT module FROM ir_model_data WHERE module IN (SELECT name FROM ir_module_module WHERE state = 'installed') GROUP BY module ORDER BY min(id)")]
out['xmlids'] = rows("SELECT module, name, model, noupdate FROM ir_model_data WHERE model NOT IN %s ORDER BY 1, 2", MADE_BY_ORM)
out['models'] = rows("""
    SELECT d.module, m.model, m.transient, m.abstract FROM ir_model_data d JOIN ir_model m ON m.id = d.res_id
    WHERE d.model = 'ir.model' ORDER BY 1, 2""")
out['fields'] = rows("""
    SELECT d.module, f.model, f.name, f.ttype, f.relation, f.store, f.required, f.readonly
    FROM ir_model_data d JOIN ir_model_fields f ON f.id = d.res_id WHERE d.model = 'ir.model.fields' ORDER BY 1, 2, 3""")
out['registry'] = {
    name: dict(abstract=cls._abstract, transient=cls._transient, inherits=dict(cls._inherits), order=cls._order, rec_name=cls._rec_name)
    for name, cls in env.registry.items()
}

View = env['ir.ui.view'].with_context(active_test=False)
out['views'] = []
for view in View.search([('mode', '=', 'primary')]):
    row = dict(xmlid=view.xml_id, model=view.model, type=view.type, active=view.active)
    try:
        tree = etree.fromstring(view.get_combined_arch())
        canonical = etree.tostring(tree, method='c14n')
        row.update(n=sum(1 for _ in tree.iter(etree.Element)), sha=hashlib.sha256(canonical).hexdigest())
    except Exception as error:
        row['error'] = str(error)[:200]
    out['views'].append(row)
out['view_extensions'] = [
    dict(xmlid=view.xml_id, inherit=view.inherit_id.xml_id, model=view.model, active=view.active, priority=view.priority)
    for view in View.search([('mode', '=', 'extension')])
]
path = os.environ['ORACLE_OUT']
with (gzip.open if path.endswith('.gz') else open)(path, 'wt') as target:
    json.dump(out, target, default=str)
`;
