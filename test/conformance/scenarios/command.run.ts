import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Json, JsonObject } from '../../../src/base/json.ts'
import type { Bench, Scenario, World } from '../scenario.ts'

/** A folder with an old and a new log. `proven` gets what is in it at the end. */
async function make(bench: Bench, params: JsonObject, proven: (files: Record<string, string>) => void): Promise<World> {
  const directory = await bench.folder()
  await writeFile(join(directory, 'old.log'), 'old')
  await writeFile(join(directory, 'new.log'), 'new')
  const files = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      await Promise.all((await readdir(directory)).toSorted().map(async (name) => [name, await readFile(join(directory, name), 'utf8')])),
    )
  return {
    config: { directory },
    params: { risk: 'safe', ...params },
    snapshot: async (): Promise<Json> => files(),
    proven: async () => proven(await files()),
    close: async () => {},
  }
}

const must = (holds: boolean, what: string, files: Record<string, string>): void => {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(files)}`)
}

export default [
  {
    title: 'a file to delete, and a program that tells when it is gone',
    expects: 'steps',
    make: (bench) =>
      make(bench, { run: ['rm', '-f', 'old.log'], unless: ['test', '!', '-e', 'old.log'] }, (files) => {
        must(!('old.log' in files) && files['new.log'] === 'new', 'the old log should be gone and the new one untouched', files)
      }),
  },
  {
    title: 'a program that runs once in each run',
    expects: 'steps',
    doneBy: 'record',
    // Killed after it ran and before that was recorded, it runs again: at least once.
    make: (bench) =>
      make(bench, { run: ['sh', '-c', 'echo ran >> ran.txt'] }, (files) =>
        must(/^(ran\n)+$/.test(files['ran.txt'] ?? ''), 'the program should have run', files),
      ),
  },
  {
    title: 'nothing to do',
    expects: 'nothing',
    make: (bench) =>
      make(bench, { run: ['rm', '-f', 'old.log'], unless: ['true'] }, (files) =>
        must(files['old.log'] === 'old', 'nothing should have run', files),
      ),
  },
] satisfies Scenario[]
