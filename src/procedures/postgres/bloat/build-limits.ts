import { z } from 'zod'
import { sizeSchema } from '../../../base/size.ts'

/** What the builds of indexes may take of the server. */
export const buildLimits = {
  memory: sizeSchema.optional().describe("Memory for sorting (maintenance_work_mem). Defaults to the server's."),
  parallel: z
    .number()
    .int()
    .min(0)
    .max(64)
    .optional()
    .describe("Workers beside the session itself (max_parallel_maintenance_workers); 0 is gentlest to others. Defaults to the server's."),
}

/** The settings of the session that builds. */
export const buildSettings = (params: {
  readonly memory?: number | undefined
  readonly parallel?: number | undefined
}): Record<string, string> => ({
  ...(params.memory !== undefined && { maintenance_work_mem: `${Math.max(1024, Math.floor(params.memory / 1024))}kB` }),
  ...(params.parallel !== undefined && { max_parallel_maintenance_workers: String(params.parallel) }),
})
