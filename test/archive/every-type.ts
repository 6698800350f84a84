/** A table with a column of each kind of type, and rows with the values that get lost where somebody was careless. */
export const everyType = `
create type mood as enum ('glad', 'sad 🐘');
create type pair as (a int, b text);
create domain positive as int check (value > 0);
create table every_type (
  id bigint, small smallint, whole int, yes bool, real4 real, real8 double precision,
  price numeric(20,10), open_interest numeric(30,10), nan_price numeric(20,10), free numeric, wide numeric(50,5), cash money,
  at timestamptz, wall timestamp, at3 timestamptz(3), day date, clock time, clockz timetz, span interval, old date, old_at timestamp, ever timestamptz,
  name text, code varchar(20), padded char(5), blob bytea, uid uuid, doc jsonb, raw json, tags text[], grid int[][], mood mood, pair pair, pos positive,
  net inet, mac macaddr, bits bit(3), during tstzrange, pt point, vec tsvector, o oid, rel regclass,
  "Upper" text, upper text, "odd ""name"" 🐘" text,
  twice bigint generated always as (id % 7) stored
);
insert into every_type (id) values (null);
insert into every_type (id, small, whole, yes, real4, real8, price, open_interest, nan_price, free, wide, cash, at, wall, at3, day, clock, clockz, span, old, old_at, ever,
  name, code, padded, blob, uid, doc, raw, tags, grid, mood, pair, pos, net, mac, bits, during, pt, vec, o, rel, "Upper", upper, "odd ""name"" 🐘")
values (9223372036854775807, -32768, 2147483647, true, 0.1, 0.1, 0.0001000000, 12345678901234567890.0123456789, 'NaN', 1.10, 1e40, '12.34',
  '2025-10-23 12:34:56.123456+02', '2025-10-23 12:34:56.1', '2025-10-23 00:00:00.123+00', '2025-10-23', '24:00', '12:00+05:30', '1 year 2 mons -3 days 04:05:06.7',
  '0044-03-15 BC', '0044-03-15 00:00 BC', 'infinity', E'emoji 🐘 "quotes" \\\\ back, comma', 'x', 'ab', '\\x00ff27', '550e8400-e29b-41d4-a716-446655440000',
  '{"b": 1.10, "a": "🐘"}', '{"b":1,  "b":2}', array['a', null, 'c,"d'], '{{1,2},{3,null}}', 'sad 🐘', '(1,"x,y")', 1, '10.0.0.1/8', '08:00:2b:01:02:03', '101',
  '[2025-01-01,2025-02-01)', '(1,2)', 'a fat cat', 4294967295, 'pg_class', 'U', 'u', 'o');
insert into every_type (id, real4, real8, price, name, code, blob, at, ever, day, wall, tags)
values (-9223372036854775808, 'NaN', '-Infinity', -9999999999.9999999999, '', '', '', '0001-01-01 00:00:00+00', '-infinity', 'infinity', 'infinity', '{}');
insert into every_type (id, real4, real8, price, name, at, day) values (0, '-0', '1e15', 0, E'line\\nbreak\\ttab', '12025-01-01 00:00:00.000001+00', '9999-12-31');
insert into every_type (id, real4, real8) values (1, 1e6, 1.7976931348623157e308), (2, 16777217, 5e-324), (3, 1.17549435e-38, 1234567890123456);
insert into every_type (id, name) values (4, 'twice'), (4, 'twice');`

export const everyTypeRows = 9

/** What DuckDB and everybody else reads them as, where the type has one of its own there. */
export const nativeTypes = {
  id: 'BIGINT',
  real8: 'DOUBLE',
  price: 'DECIMAL(20,10)',
  open_interest: 'DECIMAL(30,10)',
  at: 'TIMESTAMP WITH TIME ZONE',
  wall: 'TIMESTAMP',
  day: 'DATE',
  yes: 'BOOLEAN',
  blob: 'BLOB',
  uid: 'UUID',
  name: 'VARCHAR',
  doc: 'VARCHAR',
  // NaN has no place in a decimal, nor a year before Christ in a date: these two are kept as text.
  nan_price: 'VARCHAR',
  old: 'VARCHAR',
}
