import type { Problem } from '../base/errors.ts'
import type { JsonObject } from '../base/json.ts'
import type { Catalogue } from './catalogue.ts'
import { checkStack } from './check-stack.ts'
import type { Complaint } from './complaint.ts'
import { readDocument } from './document.ts'
import type { Located } from './document.ts'
import type { Stack, TargetEntry, Task, Window } from './model.ts'
import type { StackFile } from './schema.ts'

export type StackResult = { readonly stack: Stack } | { readonly problems: readonly Problem[] }

/** Reads the text of a stack file. Everything that is wrong with it is reported at once, in the order of the file; `file` is only its name in those reports. */
export function parseStack(text: string, file: string, catalogue: Catalogue): StackResult {
  const { root, problems, placeAt } = readDocument(text, file)
  if (!root) return { problems }
  const { data, complaints } = checkStack(root.value, catalogue)
  const found = complaints.map((complaint): Problem => ({
    message: complaint.message,
    ...(complaint.hint === undefined ? {} : { hint: complaint.hint }),
    place: placeAt(offsetOf(root, complaint)),
  }))
  const all = inOrder([...problems, ...found])
  return data === undefined || all.length > 0 ? { problems: all } : { stack: buildStack(data, root.value as JsonObject, catalogue) }
}

/** Where a complaint belongs: at the value or its key; for what is missing, at the key of the nearest thing around it that is there. */
function offsetOf(root: Located, { path, at }: Complaint): number {
  let located = root
  for (const key of path) {
    const child = located.children.get(key)
    if (!child) return located.keyAt
    located = child
  }
  return at === 'value' ? located.at : located.keyAt
}

/** Sorted by place. One mistake is often seen by two checks: of several problems with the same words one is kept. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const once = new Map(problems.map((problem) => [`${problem.place?.line}:${problem.place?.column}:${problem.message}`, problem]))
  return [...once.values()].toSorted((a, b) => a.place!.line - b.place!.line || a.place!.column - b.place!.column)
}

function buildStack(data: StackFile, written: JsonObject, catalogue: Catalogue): Stack {
  const targets = mapEntries(data.targets, ({ kind }, name): TargetEntry => {
    const { kind: _kind, ...config } = (written['targets'] as Record<string, JsonObject>)[name]!
    return { name, kind, config }
  })
  const windows = mapEntries(data.windows, (window): Window =>
    'every' in window ? { kind: 'recurring', cadence: window.every, forMs: window.for } : { kind: 'single', ...window },
  )
  const guide = mapEntries(data.guide, (task, name): Task => {
    const line = (written['guide'] as Record<string, JsonObject>)[name]!
    const procedure = catalogue.procedures.get(task.does)!
    return {
      name,
      title: task.title ?? procedure.title,
      does: task.does,
      target: task.target ?? null,
      every: line['every'] as string,
      cadence: task.every,
      window: task.window ?? null,
      policy: task.policy ?? (procedure.kind === 'sign-off' ? 'sign-off' : 'auto'),
      proof: task.proof ?? null,
      with: (line['with'] as JsonObject | undefined) ?? {},
      host: task.host ?? null,
      deadlineMs: task.deadline,
      stepDeadlineMs: task['step-deadline'] ?? Math.min(defaultStepDeadlineMs, task.deadline),
      jitterMs: task.jitter,
      catchUp: task['catch-up'],
      retries: task.retries,
      covers: task.covers,
    }
  })
  return { name: data.stack, title: data.title ?? data.stack, timezone: data.timezone, targets, windows, guide }
}

const defaultStepDeadlineMs = 30 * 60_000

const mapEntries = <From, To>(record: Readonly<Record<string, From>>, make: (value: From, name: string) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, make(value, name)]))
