/** Migrations in order; each runs once, in a transaction, on the embedded store and on a server alike. */
export const MIGRATIONS: readonly { readonly name: string; readonly sql: string }[] = [
  {
    name: "001-star",
    sql: `
      CREATE TABLE run (
        run_id text PRIMARY KEY,
        recorded_at timestamptz NOT NULL,
        series text NOT NULL,
        commit_id text,
        dirty boolean NOT NULL,
        report_sha256 text NOT NULL
      );
      CREATE INDEX run_recorded_at ON run (recorded_at);
      CREATE TABLE capability (
        capability_id text PRIMARY KEY,
        title text NOT NULL,
        domain text NOT NULL,
        app text NOT NULL
      );
      CREATE TABLE score_fact (
        run_id text NOT NULL REFERENCES run ON DELETE CASCADE,
        scope text NOT NULL,
        capabilities integer NOT NULL,
        weight integer NOT NULL,
        proven numeric(6, 4) NOT NULL,
        possible numeric(6, 4) NOT NULL,
        tested numeric(6, 4) NOT NULL,
        declared numeric(6, 4) NOT NULL,
        PRIMARY KEY (run_id, scope)
      );
      CREATE TABLE capability_fact (
        run_id text NOT NULL REFERENCES run ON DELETE CASCADE,
        capability_id text NOT NULL REFERENCES capability,
        scope text NOT NULL,
        weight integer NOT NULL,
        tier text NOT NULL,
        share numeric(6, 4) NOT NULL,
        declared numeric(6, 4) NOT NULL,
        cause text NOT NULL,
        PRIMARY KEY (capability_id, run_id)
      );
      CREATE INDEX capability_fact_run ON capability_fact (run_id);
      CREATE TABLE pin_fact (
        run_id text NOT NULL REFERENCES run ON DELETE CASCADE,
        source text NOT NULL,
        url text NOT NULL,
        commit_id text NOT NULL,
        modules integer NOT NULL,
        PRIMARY KEY (run_id, source)
      );
      CREATE TABLE module_fact (
        run_id text NOT NULL REFERENCES run ON DELETE CASCADE,
        module text NOT NULL,
        source text NOT NULL,
        version text NOT NULL,
        tree text NOT NULL,
        PRIMARY KEY (run_id, module)
      );
      CREATE TABLE gate_fact (
        run_id text NOT NULL REFERENCES run ON DELETE CASCADE,
        gate text NOT NULL,
        verdict text NOT NULL,
        blocking jsonb NOT NULL,
        PRIMARY KEY (run_id, gate)
      );
      CREATE TABLE test_fact (
        run_id text NOT NULL REFERENCES run ON DELETE CASCADE,
        module text NOT NULL,
        passed integer NOT NULL,
        failed integer NOT NULL,
        errors integer NOT NULL,
        skipped integer NOT NULL,
        seconds numeric(10, 2) NOT NULL,
        finished timestamptz NOT NULL,
        PRIMARY KEY (run_id, module)
      );
      CREATE TABLE journal_position (bytes bigint NOT NULL);
      INSERT INTO journal_position VALUES (0);`,
  },
  {
    name: "002-views",
    sql: `
      CREATE VIEW v_score_history AS
        SELECT run.run_id, recorded_at, series, commit_id, dirty, scope, capabilities, weight, proven, possible, tested, declared,
               proven - lag(proven) OVER (PARTITION BY scope ORDER BY recorded_at, run.run_id) AS proven_change
          FROM score_fact JOIN run USING (run_id);
      CREATE VIEW v_latest_run AS
        SELECT * FROM run ORDER BY recorded_at DESC, run_id DESC LIMIT 1;
      CREATE VIEW v_gap AS
        SELECT capability_id, title, domain, app, scope, weight, tier, share, declared, weight * (1 - share) AS missing_weight, cause
          FROM capability_fact JOIN capability USING (capability_id) JOIN v_latest_run USING (run_id);
      CREATE VIEW v_domain_history AS
        SELECT run_id, recorded_at, domain, count(*) AS capabilities, sum(weight) AS weight,
               round(sum(weight * CASE WHEN tier IN ('capable', 'installed', 'tested') THEN share ELSE 0 END) / NULLIF(sum(weight), 0), 4) AS proven
          FROM capability_fact JOIN capability USING (capability_id) JOIN run USING (run_id)
         GROUP BY run_id, recorded_at, domain;
      CREATE VIEW v_capability_change AS
        SELECT run_id, recorded_at, capability_id, title, domain, tier_before, tier, share_before, share, cause
          FROM (
            SELECT run_id, recorded_at, capability_id, tier, share, cause,
                   lag(tier) OVER w AS tier_before, lag(share) OVER w AS share_before
              FROM capability_fact JOIN run USING (run_id)
            WINDOW w AS (PARTITION BY capability_id ORDER BY recorded_at, run_id)
          ) AS moves JOIN capability USING (capability_id)
         WHERE tier_before IS DISTINCT FROM tier OR share_before IS DISTINCT FROM share;
      CREATE VIEW v_pin_change AS
        SELECT run_id, recorded_at, source, url, commit_before, commit_id
          FROM (
            SELECT run_id, recorded_at, source, url, pin_fact.commit_id,
                   lag(pin_fact.commit_id) OVER (PARTITION BY source ORDER BY recorded_at, run_id) AS commit_before
              FROM pin_fact JOIN run USING (run_id)
          ) AS moves
         WHERE commit_before IS DISTINCT FROM commit_id;
      CREATE VIEW v_module_change AS
        SELECT run_id, recorded_at, module, source, version_before, version, tree_before, tree
          FROM (
            SELECT run_id, recorded_at, module, source, version, tree,
                   lag(version) OVER w AS version_before, lag(tree) OVER w AS tree_before
              FROM module_fact JOIN run USING (run_id)
            WINDOW w AS (PARTITION BY module ORDER BY recorded_at, run_id)
          ) AS moves
         WHERE tree_before IS DISTINCT FROM tree;
      CREATE VIEW v_gate_board AS
        SELECT DISTINCT ON (gate) gate, verdict, blocking, recorded_at, run_id
          FROM gate_fact JOIN run USING (run_id)
         ORDER BY gate, recorded_at DESC, run_id DESC;
      CREATE VIEW v_test_health AS
        SELECT run_id, recorded_at, module, passed, failed, errors, skipped, seconds, finished,
               passed - lag(passed) OVER (PARTITION BY module ORDER BY recorded_at, run_id) AS passed_change
          FROM test_fact JOIN run USING (run_id);`,
  },
  {
    // Domains were scored when the run was judged; and what is sorted is narrow: the cause joins what has moved.
    name: "003-faster-views",
    sql: `
      CREATE OR REPLACE VIEW v_domain_history AS
        SELECT run_id, recorded_at, substr(scope, 8) AS domain, capabilities::bigint AS capabilities, weight::bigint AS weight,
               round(proven, 4) AS proven
          FROM score_fact JOIN run USING (run_id)
         WHERE scope LIKE 'domain:%';
      CREATE OR REPLACE VIEW v_capability_change AS
        SELECT run_id, recorded_at, capability_id, title, domain, tier_before, moves.tier, share_before, moves.share, cause
          FROM (
            SELECT run_id, recorded_at, capability_id, tier, share,
                   lag(tier) OVER w AS tier_before, lag(share) OVER w AS share_before
              FROM capability_fact JOIN run USING (run_id)
            WINDOW w AS (PARTITION BY capability_id ORDER BY recorded_at, run_id)
          ) AS moves JOIN capability USING (capability_id) JOIN capability_fact AS fact USING (capability_id, run_id)
         WHERE tier_before IS DISTINCT FROM moves.tier OR share_before IS DISTINCT FROM moves.share;`,
  },
  {
    // The index holds what moves in the order of time: a hundred thousand judgements are compared without a sort.
    name: "004-judgements-in-order",
    sql: `
      ALTER TABLE capability_fact ADD COLUMN recorded_at timestamptz;
      UPDATE capability_fact SET recorded_at = run.recorded_at FROM run WHERE run.run_id = capability_fact.run_id;
      ALTER TABLE capability_fact ALTER COLUMN recorded_at SET NOT NULL;
      CREATE INDEX capability_fact_in_order ON capability_fact (capability_id, recorded_at, run_id) INCLUDE (tier, share);
      CREATE OR REPLACE VIEW v_capability_change AS
        SELECT run_id, recorded_at, capability_id, title, domain, tier_before, tier, share_before, share, cause
          FROM (
            SELECT run_id, recorded_at, capability_id, tier, share,
                   lag(tier) OVER w AS tier_before, lag(share) OVER w AS share_before
              FROM capability_fact
            WINDOW w AS (PARTITION BY capability_id ORDER BY recorded_at, run_id)
          ) AS moves JOIN capability USING (capability_id)
          CROSS JOIN LATERAL (
            SELECT cause FROM capability_fact AS fact
             WHERE fact.capability_id = moves.capability_id AND fact.run_id = moves.run_id LIMIT 1
          ) AS why
         WHERE tier_before IS DISTINCT FROM tier OR share_before IS DISTINCT FROM share;`,
  },
];
