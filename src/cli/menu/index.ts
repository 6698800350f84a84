import { act, answer } from './act.ts'
import { archives } from './archives.ts'
import { look } from './look.ts'
import { guides, own } from './own.ts'
import type { CommandSpec } from './spec.ts'
import { start } from './start.ts'

export type { CommandSpec, OptionSpec, Parts } from './spec.ts'

/** Every command, under the headings of `upkeep --help`. */
export const menu: Readonly<Record<string, readonly CommandSpec[]>> = {
  'Start:': start,
  'Look:': look,
  'Act:': act,
  'Answer:': answer,
  'Guides:': guides,
  'Archives:': archives,
  'Upkeep itself:': own,
}

/** Commands that have commands of their own. The first of each is what the bare name means. */
export const groups: Readonly<Record<string, string>> = {
  archive: 'rows that were taken away, kept as files: list, verify, restore',
  audit: 'who changed what, and whether that record is whole',
  tokens: 'who may sign in: list, create, revoke',
}
