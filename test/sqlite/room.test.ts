import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder, startProgram } from '../harness/index.ts'

const root = join(import.meta.dirname, '..', '..')

/** A disk of 12 MB with a database of 6: as root, in a namespace of its own. */
const onSmallDisk = (script: string, folder: string): readonly string[] => [
  '--mount',
  '/bin/sh',
  '-c',
  'mount -t tmpfs -o size=12m none "$1" && exec "$2" --input-type=module -e "$3" "$1"',
  'sh',
  folder,
  process.execPath,
  script,
]

const script = `
  const path = process.argv[1] + '/bot.db'
  const { DatabaseSync } = await import('node:sqlite')
  const { look, carryOut } = await import('${root}/test/conformance/drive.ts')
  const { vacuumJob } = await import('${root}/test/sqlite/vacuum.ts')
  const { default: vacuum } = await import('${root}/src/procedures/sqlite/vacuum.ts')
  const database = new DatabaseSync(path)
  const fill = (mb) => database.exec("begin; create table if not exists t (id integer primary key, note blob); with recursive n(i) as (select 1 union all select i + 1 from n where i < " + mb + ") insert into t (note) select zeroblob(1000000) from n; commit")
  fill(6)
  database.exec('delete from t where id > 2')
  database.close()
  const seen = await look(vacuum, vacuumJob(path, { 'free-bytes': '1 MB' }))
  console.log(JSON.stringify({ steps: seen.assessment.steps, findings: seen.assessment.findings.map(({ fingerprint }) => fingerprint) }))
  const target = await vacuum.target.open({ path, 'busy-timeout': 1000 }, { mode: 'apply', signal: new AbortController().signal })
  const ctx = { checkpoint: async () => {}, progress() {}, measure() {}, signal: new AbortController().signal, log: { info() {} } }
  const failure = await vacuum.apply({ key: 'vacuum', args: {} }, { target, params: { 'lock-tries': 1 }, ctx }).catch((error) => error)
  await target.close()
  console.log(failure.transient, failure.message)
  console.log('rows', new DatabaseSync(path).prepare('select count(*) as rows from t').get().rows)`

it.runIf(process.getuid?.() === 0)(
  'a VACUUM whose copy would not fit is not planned, and not begun when the room went in between',
  async () => {
    await using folder = await temporaryFolder()
    const small = startProgram('unshare', onSmallDisk(script, folder.path))
    await small.waitFor(/^rows 2$/m)
    expect(small.stdout).toContain('{"steps":[],"findings":["no-room"]}')
    expect(small.stdout).toMatch(/^false .*\/bot\.db: VACUUM needs up to 11\.\d MiB on its disk, and only \S+ MiB are free by now$/m)
  },
)
