import { z } from 'zod'

export const archiveView = z.object({
  id: z.string(),
  stack: z.string(),
  task: z.string(),
  target: z.string(),
  table: z.string().describe('With its schema.'),
  column: z.string().nullable().describe('By which the rows were chosen; null: all rows of the table.'),
  from: z.string().nullable(),
  before: z.string().nullable(),
  rows: z.number(),
  bytes: z.number(),
  path: z.string().describe('The folder of the archive, on the machine where it was made.'),
  createdAt: z.string(),
  verifiedAt: z.string().describe('When its file was last read back and held what it should.'),
  fault: z.string().nullable().describe('What was wrong at the last look; null: nothing.'),
})
export type ArchiveView = z.infer<typeof archiveView>

export const archiveVerdictView = z.object({
  id: z.string(),
  path: z.string(),
  rows: z.number(),
  bytes: z.number(),
  fault: z.string().nullable(),
})
export type ArchiveVerdictView = z.infer<typeof archiveVerdictView>

export const restoredView = z.object({
  id: z.string(),
  into: z.string().describe('The database and the table.'),
  created: z.boolean().describe('The table was not there, and was made with the columns of the archive.'),
  rows: z.number().describe('In the archive.'),
  restored: z.number().describe('Written now.'),
  alreadyThere: z.number().describe('There before, exactly as archived.'),
  kept: z.number().describe('Not written: a row with the same key and other values is there.'),
  advanced: z.array(z.string()).readonly().describe('Sequences of serial and identity columns that go on after the restored numbers now.'),
  behind: z.array(z.string()).readonly().describe('Those that the role may not change: they may give out a number again that is there.'),
})
export type RestoredView = z.infer<typeof restoredView>
