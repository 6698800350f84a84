import { z } from 'zod'
import { sizeSchema } from '../../base/size.ts'
import type { Filesystem, Folder, Load, Memory, Reading } from '../../targets/host/index.ts'

const percent = z.number().min(1).max(100)
const limits = z
  .strictObject({ warning: percent.prefault(80), critical: percent.prefault(90) })
  .refine(({ warning, critical }) => warning <= critical, { error: 'expected warning at or below critical', path: ['warning'] })

export const resourcesParams = z.strictObject({
  load: z.number().positive().prefault(2).describe('Runnable processes per processor, averaged over five minutes.'),
  memory: percent.prefault(90).describe('Memory in use in percent: all that programs could not get without swapping.'),
  swap: percent.prefault(80).describe('Swap space in use in percent. Not judged where there is none.'),
  disk: limits.prefault({}).describe('Used space of each watched file system in percent, counted as df does.'),
  inodes: limits.prefault({}).describe('Used inodes of each watched file system in percent.'),
  'min-free': sizeSchema
    .optional()
    .describe(
      'Free space that each watched file system must keep, in bytes: what a percentage says badly on very small and very large disks.',
    ),
  folders: z.record(z.string(), sizeSchema).prefault({}).describe('How large each folder that the target names may become.'),
})
export type ResourcesParams = z.infer<typeof resourcesParams>

export type ResourcesObservation = {
  readonly now: string
  readonly host: string
  readonly load: Reading<Load>
  readonly memory: Reading<Memory>
  readonly filesystems: readonly { readonly path: string; readonly reading: Reading<Filesystem> }[]
  readonly folders: readonly { readonly name: string; readonly path: string; readonly reading: Reading<Folder> }[]
}
