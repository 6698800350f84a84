import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Json, JsonObject } from '../../../src/base/json.ts'
import type { Bench, Scenario, World } from '../scenario.ts'

/** Limits that no machine exceeds, so that only the folder is judged. */
const generous = { load: 100_000, memory: 100, swap: 100, disk: { warning: 100, critical: 100 }, inodes: { warning: 100, critical: 100 } }

async function make(bench: Bench, limits: JsonObject): Promise<World> {
  const folder = await bench.folder()
  await writeFile(join(folder, 'collector.log'), Buffer.alloc(200_000, 'x'))
  const snapshot = async (): Promise<Json> =>
    Promise.all((await readdir(folder)).toSorted().map(async (name) => [name, (await stat(join(folder, name))).size]))
  const before = JSON.stringify(await snapshot())
  return {
    config: { mounts: ['/', folder], folders: { logs: folder } },
    params: { ...generous, ...limits },
    snapshot,
    proven: async () => {
      if (JSON.stringify(await snapshot()) !== before) throw new Error('looking at a folder changed it')
    },
    close: async () => {},
  }
}

export default [
  { title: 'a folder over its limit', expects: 'findings', make: (bench) => make(bench, { folders: { logs: '100 kB' } }) },
  { title: 'a folder within its limit', expects: 'nothing', make: (bench) => make(bench, { folders: { logs: '1 MB' } }) },
] satisfies Scenario[]
