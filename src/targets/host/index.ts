import { cpus, hostname, loadavg } from 'node:os'
import { isAbsolute } from 'node:path'
import { z } from 'zod'
import type { Target } from '../connector.ts'
import { defineConnector } from '../connector.ts'
import type { Filesystem } from './filesystem.ts'
import { readFilesystem } from './filesystem.ts'
import type { Folder } from './folder.ts'
import { readFolder } from './folder.ts'
import type { Memory } from './memory.ts'
import { readMemory } from './memory.ts'
import type { Reading } from './reading.ts'
import { read, Unreadable } from './reading.ts'

export { usedPercent } from './filesystem.ts'
export type { Filesystem } from './filesystem.ts'
export type { Folder } from './folder.ts'
export type { Memory } from './memory.ts'
export type { Reading } from './reading.ts'

/** Average length of the run queue over 1, 5 and 15 minutes, and the processors that share it. */
export type Load = { readonly one: number; readonly five: number; readonly fifteen: number; readonly cores: number }

export type HostTarget = Target & {
  readonly name: string
  /** The paths whose file systems are watched. */
  readonly mounts: readonly string[]
  /** Folders by the name that the stack gives them. */
  readonly folders: Readonly<Record<string, string>>
  load(): Promise<Reading<Load>>
  memory(): Promise<Reading<Memory>>
  filesystem(path: string): Promise<Reading<Filesystem>>
  folder(path: string): Promise<Reading<Folder>>
}

const path = z.string().refine((text) => isAbsolute(text) || text.startsWith('${'), {
  error: ({ input }) => `expected a path from the root, such as /var/lib, found ${JSON.stringify(input)}`,
})

export default defineConnector({
  kind: 'host',
  title: 'Host',
  summary: 'The machine that the worker runs on: its load, memory, disks and folders.',
  config: z.strictObject({
    mounts: z.array(path).min(1).prefault(['/']).describe('Paths whose file systems are watched; any path on the file system will do.'),
    folders: z.record(z.string().min(1), path).prefault({}).describe('Folders whose size is watched, each under a name of your choice.'),
  }),
  example: ['host:', '  kind: host', '  mounts: [/, /var/lib/postgresql]', '  folders:', '    logs: /var/log/funding'].join('\n'),

  async open({ mounts, folders }, { signal }): Promise<HostTarget> {
    return {
      name: hostname(),
      mounts,
      folders,
      load: () => read(readLoad),
      memory: () => read(readMemory),
      filesystem: (at) => read(() => readFilesystem(at)),
      folder: (at) => read(() => readFolder(at, signal)),
      ping: async () => {},
      close: async () => {},
    }
  },
})

async function readLoad(): Promise<Load> {
  if (process.platform === 'win32') throw new Unreadable('Windows keeps no load average')
  const [one, five, fifteen] = loadavg() as [number, number, number]
  return { one, five, fifteen, cores: cpus().length }
}
