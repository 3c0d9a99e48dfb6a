"""Roles and row filters by domain, as row_filters.yaml says. Runs inside Superset; running it again changes nothing."""

import pathlib

import yaml
from superset.app import create_app

with create_app().app_context():
    from superset import db, security_manager
    from superset.connectors.sqla.models import RowLevelSecurityFilter, SqlaTable

    rules = yaml.safe_load(pathlib.Path(__file__).with_name("row_filters.yaml").read_text())
    tables = db.session.query(SqlaTable).filter(SqlaTable.table_name.in_(rules["tables"])).all()
    missing = set(rules["tables"]) - {table.table_name for table in tables}
    if missing:
        raise SystemExit(f"import the dashboards first: there is no dataset {', '.join(sorted(missing))}")
    for domain in rules["domains"]:
        name = rules["role"].format(domain=domain)
        row_filter = db.session.query(RowLevelSecurityFilter).filter_by(name=name).one_or_none()
        if row_filter is None:
            row_filter = RowLevelSecurityFilter(name=name, filter_type="Regular", group_key="domain")
            db.session.add(row_filter)
        row_filter.clause = rules["clause"].format(domain=domain)
        row_filter.tables = tables
        row_filter.roles = [security_manager.add_role(name)]
    db.session.commit()
