-- The role that dashboards ask with: it reads the documented views, and nothing else. Run it as the owner of the
-- history after `ipai store migrate`; running it again changes nothing. It cannot log in until its password is set:
--   psql "$DATABASE_URL" -f infra/superset/role.sql
--   psql "$DATABASE_URL" -c "\\password odoo_reporting" -c "ALTER ROLE odoo_reporting LOGIN"
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'odoo_reporting') THEN
    CREATE ROLE odoo_reporting NOLOGIN NOINHERIT;
  END IF;
END
$$;
ALTER ROLE odoo_reporting SET default_transaction_read_only = on;
ALTER ROLE odoo_reporting SET statement_timeout = '30s';
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM odoo_reporting;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO odoo_reporting;
GRANT SELECT ON
  v_score_history, v_latest_run, v_gap, v_domain_history, v_capability_change,
  v_pin_change, v_module_change, v_gate_board, v_test_health
TO odoo_reporting;
