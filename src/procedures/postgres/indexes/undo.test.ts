import { expect, it } from 'vitest'
import { undoOf } from './undo.ts'
import type { Definition } from './undo.ts'

const plain: Definition = {
  oid: 1,
  schema: 'public',
  name: 'i',
  statement: 'CREATE INDEX i ON public.t USING btree (a)',
  predicate: null,
  tablespace: null,
  partitioned: false,
  comment: null,
  targets: [],
}

it.each<[string, Partial<Definition>, string]>([
  ['a plain one', {}, 'CREATE INDEX CONCURRENTLY i ON public.t USING btree (a);'],
  [
    'a unique one',
    { statement: 'CREATE UNIQUE INDEX i ON public.t USING btree (a)' },
    'CREATE UNIQUE INDEX CONCURRENTLY i ON public.t USING btree (a);',
  ],
  [
    'one in a tablespace',
    { tablespace: 'fast "disk"' },
    'CREATE INDEX CONCURRENTLY i ON public.t USING btree (a) TABLESPACE "fast ""disk""";',
  ],
  [
    'a partial one in a tablespace, whatever its predicate says',
    {
      tablespace: 'fast',
      statement: `CREATE INDEX i ON public.t USING btree (a) WHERE (b = ' WHERE '::text)`,
      predicate: `(b = ' WHERE '::text)`,
    },
    `CREATE INDEX CONCURRENTLY i ON public.t USING btree (a) TABLESPACE "fast" WHERE (b = ' WHERE '::text);`,
  ],
  [
    'one with a comment and statistics targets',
    { comment: `it's "ours"`, targets: [{ column: 2, target: 500 }] },
    `CREATE INDEX CONCURRENTLY i ON public.t USING btree (a);\nCOMMENT ON INDEX "public"."i" IS 'it''s "ours"';\nALTER INDEX "public"."i" ALTER COLUMN 2 SET STATISTICS 500;`,
  ],
  [
    'one of a partitioned table, which can not be made concurrently',
    { partitioned: true, statement: 'CREATE INDEX i ON ONLY public.t USING btree (a)' },
    'CREATE INDEX i ON public.t USING btree (a);',
  ],
  [
    'one of a partitioned table, with those of its partitions, whatever they are called',
    { partitioned: true, statement: 'CREATE UNIQUE INDEX "a "" ON ONLY b" ON ONLY public." ON ONLY t" USING btree (a)' },
    'CREATE UNIQUE INDEX "a "" ON ONLY b" ON public." ON ONLY t" USING btree (a);',
  ],
])('an index is made again: %s', (_, more, expected) => {
  expect(undoOf({ ...plain, ...more })).toBe(expected)
})
