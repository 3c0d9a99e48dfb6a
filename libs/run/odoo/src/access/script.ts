/**
 * Python for `odoo-bin shell`: makes one user per role, then tries on every model of a module what a client may ask
 * for by RPC (`odoo/service/model.py: call_kw`, which `/json/2` and the web client end in), each trial undone again.
 * Reads the matrix from `$ACCESS_MATRIX`, writes letters by model and operation to `$ACCESS_OUT`.
 */
export const ACCESS_SCRIPT = `
import json, os
from psycopg2 import Error as DatabaseError
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.service.model import call_kw

module = os.environ['ACCESS_MODULE']
with open(os.environ['ACCESS_MATRIX']) as source:
    matrix = json.load(source)
company = env.ref(matrix['company'])
elsewhere = env['res.company'].create({'name': 'Elsewhere', 'country_id': company.country_id.id})

def make_user(name, role):
    home = elsewhere if role.get('elsewhere') else company
    return env['res.users'].with_context(no_reset_password=True, tracking_disable=True).create({
        'name': name, 'login': 'access_' + name, 'company_id': home.id, 'company_ids': [(6, 0, home.ids)],
        'group_ids': [(6, 0, [env.ref(group).id for group in role['groups']])],
    })

users = {name: make_user(name, role) for name, role in matrix['roles'].items()}
env.cr.commit()

def own_models():
    for name in sorted(env.registry):
        model = env[name]
        if not model._abstract and env.registry[name]._original_module == module:
            yield model

def actions(model):
    own = 'odoo.addons.%s.' % module
    return sorted({
        name
        for cls in type(model).mro() if cls.__module__.startswith(own)
        for name, method in vars(cls).items()
        if name.startswith('action_') and callable(method) and not getattr(method, '_api_private', False)
    })

def examples(model):
    """One record per state, of the company."""
    model = model.sudo().with_context(active_test=False)
    domain = [('company_id', 'in', (False, company.id))] if 'company_id' in model._fields else []
    found = model.search(domain, order='id desc', limit=400)
    by_state = {}
    for record in found:
        by_state.setdefault(record['state'] if 'state' in model._fields else None, record.id)
    return list(by_state.values())

def attempt(model, user, method, args):
    asked = env(user=user.id, su=False, context={'allowed_company_ids': user.company_ids.ids, 'lang': 'en_US'})[model._name]
    env.transaction.clear()
    with env.cr.savepoint() as savepoint:
        try:
            result = call_kw(asked, method, args, {})
            env.flush_all()
            # A read model without the record answers with nothing, and no error.
            letter = 'D' if method == 'read' and not result else 'A'
        except (AccessError, MissingError):
            letter = 'D'
        except (UserError, DatabaseError):
            letter = 'R'
        env.transaction.clear()
        savepoint.rollback()
    env.transaction.clear()
    return letter

def best(letters):
    return next((letter for letter in 'ARD' if letter in letters), '-')

out = {}
for model in own_models():
    ids = examples(model)
    columns = [name for name, field in model._fields.items() if field.store and field.column_type]
    calls = {'create': [[{}]], 'read': [[[i], columns] for i in ids], 'write': [[[i], {}] for i in ids]}
    if not model._transient:
        calls['unlink'] = [[[i]] for i in ids]
        calls.update((name, [[[i]] for i in ids]) for name in actions(model))
    out[model._name] = {
        operation: ''.join(best([attempt(model, user, operation, args) for args in trials]) for user in users.values())
        for operation, trials in calls.items()
    }
with open(os.environ['ACCESS_OUT'], 'w') as target:
    json.dump(out, target)
`;
