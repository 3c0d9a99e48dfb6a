/** Both scripts take the modules' names, separated by commas, and write what they found as JSON. */
const HEAD = `
import json, os
own = set(os.environ['UPDATE_MODULES'].split(','))
env.cr.execute("""
    SELECT DISTINCT m.model FROM ir_model m JOIN ir_model_data d ON d.res_id = m.id AND d.model = 'ir.model'
    WHERE d.module = ANY(%s) ORDER BY 1""", (list(own),))
models = [
    env[name].sudo().with_context(active_test=False, tracking_disable=True)
    for name, in env.cr.fetchall()
    if name in env and env[name]._auto and not env[name]._transient and not env[name]._abstract
    and env.registry[name]._original_module in own
]
def told(out):
    with open(os.environ['UPDATE_OUT'], 'w') as target:
        json.dump(out, target, default=str)
`;

/**
 * Python for `odoo-bin shell` that puts data of users beside the demo data: every scheduled action of the modules runs
 * once, and of every model one record is copied where a copy is allowed.
 */
export const FILL_SCRIPT = `${HEAD}
jobs = env['ir.model.data'].sudo().search([('module', 'in', list(own)), ('model', '=', 'ir.cron')])
failed = []
for job in env['ir.cron'].sudo().browse(jobs.mapped('res_id')).exists():
    try:
        job.method_direct_trigger()
    except Exception as error:
        env.cr.rollback()
        failed.append('%s: %s' % (job.name, error))
copied = {}
for model in models:
    record = model.search([], limit=1, order='id desc')
    if not record:
        continue
    try:
        with env.cr.savepoint():
            copied[model._name] = record.copy().id
            env.flush_all()
    except Exception:
        # Unique documents refuse a copy; what scheduled actions made is watched all the same.
        env.invalidate_all(flush=False)
env.cr.commit()
told({'copied': copied, 'failed': failed})
`;

/** Python that reads every field of every record of the modules' models: what an update broke shows here. */
export const READ_SCRIPT = `${HEAD}
failed, count = [], 0
for model in models:
    for record in model.search([]):
        count += 1
        try:
            with env.cr.savepoint():
                record.read()
        except Exception as error:
            failed.append('%s: %s' % (record, error))
told({'read': count, 'failed': failed})
`;
