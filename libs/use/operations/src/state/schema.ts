/**
 * Tables of the console, in order; a statement that was released is never edited, the next is added behind it.
 * Events are only ever added: state must follow from them (`audit.ts`).
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE users (
     id serial PRIMARY KEY, login text NOT NULL UNIQUE, name text NOT NULL DEFAULT '',
     subject text UNIQUE, password text, admin boolean NOT NULL DEFAULT false, disabled boolean NOT NULL DEFAULT false);
   CREATE TABLE projects (
     id serial PRIMARY KEY, name text NOT NULL UNIQUE, public boolean NOT NULL DEFAULT false,
     remote text, webhook_secret text, status_api text, status_token text,
     staging_slots int NOT NULL DEFAULT 3, created timestamptz NOT NULL DEFAULT now());
   CREATE TABLE members (
     project int NOT NULL REFERENCES projects ON DELETE CASCADE, login text NOT NULL,
     role text NOT NULL CHECK (role IN ('developer', 'tester', 'admin')), PRIMARY KEY (project, login));
   CREATE TABLE branches (
     id serial PRIMARY KEY, project int NOT NULL REFERENCES projects, name text NOT NULL,
     stage text NOT NULL CHECK (stage IN ('production', 'staging', 'development')),
     head text NOT NULL, settings jsonb NOT NULL DEFAULT '{}', removed timestamptz);
   CREATE UNIQUE INDEX one_name ON branches (project, name) WHERE removed IS NULL;
   CREATE UNIQUE INDEX one_production ON branches (project) WHERE stage = 'production' AND removed IS NULL;
   CREATE TABLE builds (
     id serial PRIMARY KEY, project int NOT NULL REFERENCES projects, branch int NOT NULL REFERENCES branches,
     stage text NOT NULL, commit text NOT NULL, kind text NOT NULL, request jsonb NOT NULL DEFAULT '{}',
     state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'ended', 'removed')),
     colour text CHECK (colour IN ('green', 'yellow', 'red')), attempt int NOT NULL DEFAULT 0, host text,
     database text, result jsonb NOT NULL DEFAULT '{}',
     queued timestamptz NOT NULL DEFAULT now(), started timestamptz, ended timestamptz, expires timestamptz);
   CREATE INDEX builds_of ON builds (branch, id DESC);
   CREATE TABLE events (
     id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), actor text NOT NULL,
     action text NOT NULL, outcome text NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
     project int, branch int, build int, detail jsonb NOT NULL DEFAULT '{}');
   CREATE INDEX events_of ON events (project, id DESC);
   CREATE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN RAISE EXCEPTION 'events are only ever added'; END $$;
   CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON events EXECUTE FUNCTION only_added();
   CREATE TABLE logs (
     build int NOT NULL, kind text NOT NULL, attempt int NOT NULL, from_byte bigint NOT NULL, to_byte bigint NOT NULL,
     at timestamptz NOT NULL DEFAULT clock_timestamp(), text text NOT NULL, PRIMARY KEY (build, kind, attempt, from_byte));
   CREATE TABLE deliveries (project int NOT NULL, digest text NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (project, digest));
   CREATE TABLE hosts (
     name text PRIMARY KEY, kind text NOT NULL, capacity int NOT NULL, cost_per_hour numeric NOT NULL DEFAULT 0,
     heartbeat timestamptz NOT NULL DEFAULT now());
   CREATE TABLE workers (id text PRIMARY KEY, host text NOT NULL, heartbeat timestamptz NOT NULL DEFAULT now());
   CREATE TABLE sessions (
     digest text PRIMARY KEY, login text NOT NULL, csrf text NOT NULL, expires timestamptz NOT NULL);
   CREATE TABLE deploy_keys (
     id serial PRIMARY KEY, project int NOT NULL REFERENCES projects, url text NOT NULL,
     public text NOT NULL, private text NOT NULL, UNIQUE (project, url));`,
];
