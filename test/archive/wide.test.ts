import { expect, it } from 'vitest'
import { openDuck } from '../../src/backup/archive/duckdb.ts'
import { parquetContent, parquetRows, typings, writeParquet } from '../../src/backup/archive/parquet.ts'
import { restoreArchive } from '../../src/backup/archive/restore.ts'
import { createStaging } from '../../src/backup/archive/staging.ts'
import { temporaryFolder } from '../harness/index.ts'
import { archiveWorld, quiet } from './world.ts'

it('an archive reads wide rows a few at a time, however narrow those before were', async () => {
  const { archive, client, target, value } = await archiveWorld(
    undefined,
    `create table pages (id int, body text, scan bytea, doc jsonb); insert into pages select i, 'small' from generate_series(1, 5000) i`,
    `insert into pages select 10000 + i, repeat(md5(i::text), 32768) from generate_series(1, 10) i`,
    `insert into pages select 20000 + i, repeat('x', 1048576) from generate_series(1, 10) i`,
    `insert into pages select 30000 + i, null, decode(repeat('00ff', 262144), 'hex') from generate_series(1, 10) i`,
    `insert into pages select 40000 + i, null, null, jsonb_build_object('long', repeat('y', 1048576)) from generate_series(1, 10) i`,
  )
  const hash = `select md5(string_agg(md5(p::text), '' order by id)) as value from pages p`
  const before = await value(hash)
  const reached = [0]
  const { archive: made } = await archive('pages', undefined, { progress: (done) => void reached.push(done) })
  // Each wide row takes a MiB as text, of which a batch takes four.
  const wide = reached.filter((done) => done > 5_003)
  expect(wide.at(-1)).toBe(5_040)
  expect(Math.max(...wide.map((done, n) => done - (wide[n - 1] ?? 5_003)))).toBeLessThanOrEqual(4)
  await client.query('truncate pages')
  const into = { schema: 'public', name: 'pages' }
  expect(await restoreArchive(target, made.path, into, { progress: () => {}, signal: quiet.signal })).toMatchObject({ restored: 5_040 })
  expect(await value(hash)).toBe(before)
})

it('DuckDB writes and reads more wide rows than fit its memory', async () => {
  const folder = await temporaryFolder()
  const duck = await openDuck(folder.path)
  const columns = [{ name: 'body', type: 'text', bareType: 'text', generated: false }]
  const file = `${folder.path}/rows.parquet`
  try {
    const staging = await createStaging(duck, columns)
    await staging.keep([Array.from({ length: 2_000 }, () => 'small')])
    for (let n = 0; n < 140; n++) await staging.keep([[String(n).padStart(2 * 1024 ** 2, 'wide row ')]])
    await staging.finish()
    const typed = (await typings(duck, columns).next()).value!
    await writeParquet(duck, typed, file)
    const reader = await openDuck(null)
    expect((await parquetContent(reader, typed, file)).rows).toBe(2_140)
    let largest = 0
    for await (const rows of parquetRows(reader, typed, file))
      largest = Math.max(
        largest,
        rows.reduce((chars, row) => chars + row[0]!.length, 0),
      )
    expect(largest).toBeLessThan(48 * 1024 ** 2)
    reader.close()
  } finally {
    duck.close()
    await folder.close()
  }
})
