import {
  IconAlertTriangle,
  IconBan,
  IconCalendarEvent,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconHourglass,
  IconListCheck,
  IconLoader2,
  type Icon,
} from '@tabler/icons-react'
import type { Occurrence, RunSummary } from '../../api/types.ts'
import type { Tone } from './tone.ts'

type Look = {
  readonly tone: Tone
  readonly icon: Icon
  readonly words: string
  /** What it means, for tooltips and the legend. */
  readonly meaning: string
}

/** How each state of a run looks everywhere. */
export const runStates: { readonly [state in Occurrence['state']]: Look } = {
  queued: { tone: 'quiet', icon: IconCircleDashed, words: 'queued', meaning: 'waits for a worker, or for its next try' },
  running: { tone: 'running', icon: IconLoader2, words: 'running', meaning: 'a worker is at it' },
  waiting: { tone: 'waiting', icon: IconHourglass, words: 'waiting', meaning: 'waits for a person or for a window' },
  converged: { tone: 'fine', icon: IconCircleCheck, words: 'converged', meaning: 'a second look found no step left' },
  planned: { tone: 'quiet', icon: IconListCheck, words: 'planned', meaning: 'a plan was asked for and made; nothing was changed' },
  diverged: {
    tone: 'attention',
    icon: IconAlertTriangle,
    words: 'not converged',
    meaning: 'the second look found a step left, or that a step was done in vain',
  },
  failed: { tone: 'trouble', icon: IconCircleX, words: 'failed', meaning: 'it could not be carried out' },
  cancelled: { tone: 'quiet', icon: IconBan, words: 'cancelled', meaning: 'a person stopped it' },
  due: { tone: 'quiet', icon: IconCalendarEvent, words: 'due', meaning: 'will start then' },
}

const waits = { approval: 'waits for approval', 'sign-off': 'waits for sign-off', window: 'waits for its window' } as const
const phases = { inspecting: 'inspecting', applying: 'applying', verifying: 'second look' } as const

/** The state in words, with what it waits for or where it is. */
export function runStateWords(run: Pick<RunSummary, 'state' | 'phase' | 'waitingFor'>): string {
  if (run.state === 'waiting' && run.waitingFor !== null) return waits[run.waitingFor]
  if (run.state === 'running' && run.phase !== null) return phases[run.phase]
  return runStates[run.state].words
}

/** From what an operator must see first to what is merely fine: the order in which groups of runs are summed up. */
export const statesByWeight = [
  'failed',
  'diverged',
  'running',
  'waiting',
  'queued',
  'cancelled',
  'planned',
  'converged',
  'due',
] as const satisfies readonly Occurrence['state'][]
