import { UserError } from '../base/errors.ts'
import type { Db } from '../store/db.ts'
import { findRun, matchRunIds } from '../store/run.ts'
import type { RunRow } from '../store/run.ts'

/** A run by its id, or by at least 6 characters of its beginning or end that no other run shares. */
export async function findRunBy(db: Db, part: string): Promise<RunRow> {
  return (await findRun(db, await expandRunId(db, part)))!
}

export async function expandRunId(db: Db, part: string): Promise<string> {
  const text = part.toLowerCase()
  if (!/^[0-9a-f-]{6,36}$/.test(text))
    throw new UserError(`${JSON.stringify(part)} is not the id of a run`, { hint: 'give the id as `upkeep runs` shows it.' })
  const ids = await matchRunIds(db, text)
  if (ids.length === 0) throw new UserError(`there is no run ${part}`, { code: 'not-found', hint: 'list the runs with: upkeep runs' })
  if (ids.length > 1) throw new UserError(`${part} fits several runs: ${ids.join(', ')}`, { hint: 'give more characters.' })
  return ids[0]!
}
