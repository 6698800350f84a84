/** Which trials there are. Everything that chance decides in one follows from its name, so that the name is enough to do it again. */

export type Victim = 'worker' | 'server'

export type Trial = {
  /** `delete/worker/15/7`: subject, victim, major version of the server, number. */
  readonly name: string
  /** When the victim is killed, as a share of the time that the undisturbed run takes: 0 to 1. */
  readonly moment: number
  /** Another number of chance, 0 to 1. */
  readonly chance: number
}

/** UPKEEP_TRIAL=delete/worker/15/7 does this one alone; what is left out at the end means all of them. */
const only = process.env['UPKEEP_TRIAL']

/**
 * Trials whose moments are spread over the whole work: each of `count` falls by chance into its own slice of it.
 */
export function trialsOf(subject: string, victim: Victim, major: number, count: number): readonly Trial[] {
  return Array.from({ length: count }, (_, n) => {
    const name = `${subject}/${victim}/${major}/${n + 1}`
    const random = randomOf(name)
    return { name, moment: (n + random()) / count, chance: random() }
  }).filter(({ name }) => only === undefined || name === only || name.startsWith(`${only}/`))
}

export const isWhole = only === undefined

/** Numbers of chance that follow from a text: its FNV-1a hash, stirred by mulberry32. */
function randomOf(seed: string): () => number {
  let state = 0x811c9dc5
  for (const byte of Buffer.from(seed)) state = Math.imul(state ^ byte, 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
