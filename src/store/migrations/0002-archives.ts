/** Archives of table rows: what proves that a step may take them away. */
export const archives = `
create table upkeep.archives (
  id uuid primary key,
  stack text not null,
  task text not null,
  target text not null,
  -- Whose rows: the database's own number and name, whatever its address. A column of null: all rows; else those from range_from on and before range_to.
  database_identity text not null,
  schema_name text not null,
  table_name text not null,
  column_name text,
  range_from timestamptz,
  range_to timestamptz,
  rows bigint not null,
  content_hash text not null,
  bytes bigint not null,
  file_hash text not null,
  -- The folder of all archives, and that of this one.
  root text not null,
  path text not null,
  created_at timestamptz not null,
  -- When the file was last read back and held what it should.
  verified_at timestamptz not null,
  -- What was wrong at a later look; such an archive proves nothing.
  fault text,
  check (column_name is not null or (range_from is null and range_to is null))
);
create index archives_by_table on upkeep.archives (stack, target, schema_name, table_name);
`
