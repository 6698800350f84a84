import { parseDuration } from '../base/duration.ts'
import type { Json, JsonObject } from '../base/json.ts'
import { nearest } from '../base/nearest.ts'
import type { Catalogue, ProcedureEntry } from './catalogue.ts'
import { parseCadence } from './cadence.ts'
import { asObject, asText, complain, oneOf } from './complaint.ts'
import type { Complaint, Path } from './complaint.ts'
import { fit } from './fit.ts'

/** The names that a task can refer to: targets with their kind (null when it isn't known), and windows. */
export type Names = { readonly targets: ReadonlyMap<string, string | null>; readonly windows: readonly string[] }

/** What can only be said of a task with the rest of the file and the catalogue at hand. Its form is checked elsewhere: what has a wrong form is passed over here. */
export function checkTask(name: string, task: JsonObject, names: Names, catalogue: Catalogue): Complaint[] {
  const path = ['guide', name]
  const does = asText(task['does'])
  const procedure = does === null ? undefined : catalogue.procedures.get(does)
  return [
    ...(does !== null && !procedure ? [unknownProcedure([...path, 'does'], does, catalogue)] : []),
    ...checkTarget(path, task['target'], procedure, names),
    ...(procedure ? checkPolicy([...path, 'policy'], task['policy'], procedure) : []),
    ...(procedure && (task['with'] === undefined || asObject(task['with']))
      ? fit(procedure.params, task['with'] ?? {}, [...path, 'with']).complaints
      : []),
    ...checkWindow([...path, 'window'], task['window'], names),
    ...checkSpans(path, task),
  ]
}

function unknownProcedure(path: Path, does: string, catalogue: Catalogue): Complaint {
  const known = [...catalogue.procedures.keys()]
  const meant = nearest(does, known)
  return complain(path, `expected a procedure, found ${JSON.stringify(does)}`, {
    hint: meant === null ? `there are ${known.join(', ')}.` : `did you mean ${meant}?`,
  })
}

function checkTarget(path: Path, written: Json | undefined, procedure: ProcedureEntry | undefined, names: Names): Complaint[] {
  const here = [...path, 'target']
  if (procedure?.target === null)
    return written === undefined
      ? []
      : [complain(here, `expected no target: ${procedure.name} cares for none`, { at: 'key', hint: 'leave the target away.' })]
  const wanted = procedure?.target.kind
  const fitting = [...names.targets].filter(([, kind]) => wanted === undefined || kind === wanted).map(([name]) => name)
  const hint =
    fitting.length > 0 ? `there is ${oneOf(fitting)}.` : `add a target${wanted === undefined ? '' : ` of kind ${wanted}`} under targets.`
  if (written === undefined)
    return procedure
      ? [
          {
            ...complain(path, `target is missing: ${procedure.name} cares for a target of kind ${wanted}`, { at: 'missing', hint }),
            path: here,
          },
        ]
      : []
  if (typeof written !== 'string') return []
  const kind = names.targets.get(written)
  if (kind === undefined) {
    const meant = nearest(written, names.targets.keys())
    return [
      complain(here, `expected a name under targets, found ${JSON.stringify(written)}`, {
        hint: meant === null ? hint : `did you mean ${meant}?`,
      }),
    ]
  }
  if (procedure === undefined || kind === null || kind === wanted) return []
  return [complain(here, `expected a target of kind ${wanted} for ${procedure.name}, found ${written} of kind ${kind}`, { hint })]
}

function checkPolicy(path: Path, written: Json | undefined, procedure: ProcedureEntry): Complaint[] {
  const review = procedure.kind === 'sign-off'
  if (review && (written === 'auto' || written === 'approve'))
    return [
      complain(path, `expected sign-off: ${procedure.name} is answered by a person, found ${JSON.stringify(written)}`, {
        hint: 'leave the policy away: sign-off is its default.',
      }),
    ]
  if (!review && written === 'sign-off')
    return [
      complain(path, `expected auto or approve: ${procedure.name} is carried out by upkeep, found "sign-off"`, {
        hint: 'write approve if a person is to say yes to each plan.',
      }),
    ]
  return []
}

function checkWindow(path: Path, written: Json | undefined, { windows }: Names): Complaint[] {
  if (typeof written !== 'string' || written === 'any' || windows.includes(written)) return []
  const meant = nearest(written, [...windows, 'any'])
  return [
    complain(path, `expected a name under windows or any, found ${JSON.stringify(written)}`, {
      hint: meant === null ? `there are ${[...windows, 'any'].join(', ')}.` : `did you mean ${meant}?`,
    }),
  ]
}

/** Spans that are right by themselves, and not together. */
function checkSpans(path: Path, task: JsonObject): Complaint[] {
  const ms = (key: string): number | null => parseDuration(asText(task[key]) ?? '')
  const complaints: Complaint[] = []
  const [deadline, stepDeadline, jitter] = [ms('deadline') ?? parseDuration('1h')!, ms('step-deadline'), ms('jitter')]
  if (stepDeadline !== null && stepDeadline > deadline)
    complaints.push(
      complain(
        [...path, 'step-deadline'],
        `expected at most the deadline of the run (${asText(task['deadline']) ?? '1h'}), found ${JSON.stringify(task['step-deadline'])}`,
      ),
    )
  const interval = intervalOf(asText(task['every']))
  if (jitter !== null && interval !== null && jitter >= interval)
    complaints.push(complain([...path, 'jitter'], `expected less than the time between two dues, found ${JSON.stringify(task['jitter'])}`))
  return complaints
}

function intervalOf(every: string | null): number | null {
  try {
    const cadence = parseCadence(every ?? '')
    return cadence.kind === 'every' ? cadence.ms : null
  } catch {
    return null // a wrong cadence has a complaint of its own
  }
}
