import { isAbsolute } from 'node:path'
import { z } from 'zod'

/** For procedures that take rows away. */
export const archiveParam = z
  .strictObject({
    folder: z
      .string()
      .refine((text) => isAbsolute(text) || text.startsWith('${'), {
        error: ({ input }) => `expected a path from the root, such as /srv/archives, found ${JSON.stringify(input)}`,
      })
      .describe('The folder of archives, on the machine that the worker runs on. Made when it is not there.'),
  })
  .optional()
  .describe(
    'Archive the rows as Parquet before they go: read back and compared row for row, and what was written since stays. With `proof: archive` the archive is what lets them go. `upkeep archive restore` brings them back.',
  )

export type ArchiveParam = z.infer<typeof archiveParam>
