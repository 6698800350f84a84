/** The first schema: stacks and their tasks, runs with steps and evidence, findings, answers of people, audit, workers, tokens. */
export const initial = `
create table upkeep.stacks (
  name text primary key,
  title text not null,
  timezone text not null,
  definition jsonb not null,
  source text,
  loaded_at timestamptz not null default now(),
  loaded_by text not null
);

create table upkeep.tasks (
  stack text not null references upkeep.stacks on delete cascade,
  name text not null,
  definition jsonb not null,
  -- Null: on demand only, or never again. due_at is the moment of the cadence; next_due adds the jitter.
  due_at timestamptz,
  next_due timestamptz,
  primary key (stack, name)
);
create index tasks_next_due on upkeep.tasks (next_due) where next_due is not null;

create table upkeep.workers (
  id uuid primary key,
  host text not null,
  pid int not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);

create table upkeep.runs (
  id uuid primary key,
  stack text not null,
  task text not null,
  -- The task as it stood when the run was made: a run's record stays true when its guide changes.
  definition jsonb not null,
  mode text not null check (mode in ('run', 'plan')),
  trigger text not null check (trigger in ('schedule', 'person')),
  requested_by text,
  due_at timestamptz not null,
  state text not null check (state in ('queued', 'running', 'waiting', 'converged', 'planned', 'diverged', 'failed', 'cancelled')),
  phase text check (phase in ('inspecting', 'applying', 'verifying')),
  waiting_for text check (waiting_for in ('approval', 'sign-off', 'window')),
  not_before timestamptz not null default now(),
  attempt int not null default 0,
  failures int not null default 0,
  -- Grows at each claim. Every write of a worker names it; a worker with an older one writes nothing.
  fence bigint not null default 0,
  worker uuid,
  worker_host text,
  lease_until timestamptz,
  approved_beforehand_by text,
  plan jsonb,
  cancel_requested_by text,
  summary text,
  error jsonb,
  findings_open int not null default 0,
  worst_severity text,
  steps_planned int,
  steps_done int not null default 0,
  waiting_since timestamptz,
  reminders int not null default 0,
  reminded_at timestamptz,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  check ((state = 'waiting') = (waiting_for is not null)),
  check ((state = 'running') = (lease_until is not null))
);
-- The promise that one task has one open run at most, on whatever host, is this index.
create unique index runs_one_open on upkeep.runs (stack, task) where mode = 'run' and state in ('queued', 'running', 'waiting');
create index runs_by_task on upkeep.runs (stack, task, id desc);
create index runs_unfinished on upkeep.runs (state, not_before) where state in ('queued', 'running', 'waiting');
create index runs_ended on upkeep.runs (ended_at) where ended_at is not null;

create table upkeep.steps (
  run uuid not null references upkeep.runs on delete cascade,
  ordinal int not null,
  key text not null,
  title text not null,
  risk text not null,
  preview jsonb not null,
  attempt int not null,
  state text not null check (state in ('started', 'done', 'failed', 'interrupted', 'refused')),
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  outcome jsonb,
  error text,
  progress jsonb,
  measurements jsonb not null default '[]',
  primary key (run, ordinal)
);

create table upkeep.looks (
  run uuid not null references upkeep.runs on delete cascade,
  phase text not null check (phase in ('before', 'after')),
  at timestamptz not null,
  observation jsonb not null,
  assessment jsonb not null,
  primary key (run, phase)
);

create table upkeep.findings (
  id uuid primary key,
  stack text not null,
  task text not null,
  target text,
  fingerprint text not null,
  severity text not null check (severity in ('info', 'warning', 'critical')),
  title text not null,
  detail text,
  hint text,
  state text not null check (state in ('open', 'acknowledged', 'resolved')),
  first_seen_at timestamptz not null,
  opened_at timestamptz not null,
  last_seen_at timestamptz not null,
  times_seen int not null default 1,
  times_opened int not null default 1,
  acknowledged_by text,
  acknowledged_at timestamptz,
  note text,
  resolved_at timestamptz,
  last_run uuid not null,
  unique (stack, task, fingerprint)
);
create index findings_open on upkeep.findings (severity, opened_at) where state <> 'resolved';

create table upkeep.answers (
  id uuid primary key,
  run uuid not null references upkeep.runs on delete cascade,
  kind text not null check (kind in ('approved', 'rejected', 'signed')),
  -- The whole plan that was answered, with its hash: what an approval covers.
  plan jsonb,
  by text not null,
  at timestamptz not null default now(),
  note text
);
create index answers_by_run on upkeep.answers (run);

create table upkeep.tokens (
  id uuid primary key,
  name text not null unique,
  role text not null check (role in ('viewer', 'operator', 'admin')),
  hash bytea not null unique,
  created_at timestamptz not null default now(),
  created_by text not null,
  last_used_at timestamptz,
  expires_at timestamptz
);

-- The audit: append-only, each entry holding the hash of the one before. audit_head is the chain's end, so that a cut-off tail shows too;
-- its row lock makes the entries of concurrent transactions follow one another.
create table upkeep.audit (
  seq bigint primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  detail text not null,
  hash text not null
);
create index audit_by_subject on upkeep.audit (subject, seq desc);
create table upkeep.audit_head (only_row boolean primary key default true check (only_row), seq bigint not null, hash text not null);
insert into upkeep.audit_head (seq, hash) values (0, repeat('0', 64));

create function upkeep.audit_hash(prev text, seq bigint, at timestamptz, actor text, action text, subject text, detail text) returns text
language sql stable as $$
  select encode(sha256(convert_to(
    jsonb_build_array(prev, seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), actor, action, subject, detail)::text, 'UTF8')), 'hex')
$$;

create function upkeep.audit_append(by_actor text, what text, about text, more text) returns bigint
language plpgsql as $$
declare
  head upkeep.audit_head;
  moment timestamptz := clock_timestamp();
  entry_hash text;
begin
  select * into head from upkeep.audit_head for update;
  entry_hash := upkeep.audit_hash(head.hash, head.seq + 1, moment, by_actor, what, about, more);
  insert into upkeep.audit values (head.seq + 1, moment, by_actor, what, about, more, entry_hash);
  update upkeep.audit_head set seq = head.seq + 1, hash = entry_hash;
  return head.seq + 1;
end $$;

create function upkeep.audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is append-only: % is refused', tg_op;
end $$;
create trigger append_only before update or delete on upkeep.audit for each row execute function upkeep.audit_is_append_only();
create trigger not_emptied before truncate on upkeep.audit for each statement execute function upkeep.audit_is_append_only();
`
