import { setTimeout as sleep } from 'node:timers/promises'

const dayMs = 86_400_000

/**
 * For what compares the deeds of a retention, whose limit is a midnight UTC, with its own idea of today: begins none of it within `neededMs` before midnight, so that all
 * of it sees one day. It waits for midnight then, for a minute and a half at most, on one run of the tests in a thousand.
 */
export async function awayFromMidnight(neededMs = 90_000): Promise<void> {
  const leftMs = dayMs - (Date.now() % dayMs)
  if (leftMs <= neededMs) await sleep(leftMs + 100)
}
