import { z } from 'zod'
import { sizeSchema } from '../../base/size.ts'

/** From when space counts as wasted: what check reports and vacuum cures. */
export const spaceLimits = {
  'free-share': z.number().min(0).max(100).default(25).describe('Free pages, in percent of all, over which the file is worth shrinking.'),
  'free-bytes': sizeSchema
    .prefault('10 MB')
    .describe('With less free space than this a file is never worth shrinking, whatever its share.'),
  'wal-limit': sizeSchema
    .optional()
    .describe(
      'A larger write-ahead log is too large. Defaults to the size of the database, between 2,000 pages (8 MiB with pages of 4 KiB) and 64 MiB.',
    ),
}
