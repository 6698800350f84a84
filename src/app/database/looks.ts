import type { z } from 'zod'
import type { Json } from '../../base/json.ts'
import type { Task } from '../../stack/model.ts'
import type { TaskLook } from '../../store/look.ts'
import type { TaskView } from '../views/task.ts'
import { judgeLook } from './judge-look.ts'
import type { SourceView, TaskLinkView } from './parts.ts'

/** A task of the target: how its runs went, what it asks for, and what it saw last. */
export type SeenTask = {
  readonly view: TaskView
  readonly definition: Task
  /** Its parameters with their defaults, as the procedure reads them; null: they can't be read here. */
  readonly params: Readonly<Record<string, unknown>> | null
  readonly look: TaskLook | null
}

/** All that is known about one database. */
export type Looks = {
  readonly stack: string
  readonly target: string
  readonly now: Date
  readonly tasks: readonly SeenTask[]
  /** Example tasks, by procedure. */
  readonly examples: ReadonlyMap<string, string>
}

/** Reads the last look of a procedure's task. `schema` checks the parts that are used, since an older version of Upkeep may have made it. */
export type Reader<Observation> = { readonly procedure: string; readonly schema: z.ZodType; readonly observation?: Observation }

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T

/** The compiler holds the schema to be true of the procedure's own observation. */
export const readerOf =
  <Observation extends Json>() =>
  <Schema extends z.ZodType>(
    procedure: string,
    schema: Observation extends Frozen<z.infer<Schema>> ? Schema : never,
  ): Reader<Observation> => ({
    procedure,
    schema,
  })

export type Seen<Observation> = { readonly source: SourceView; readonly observation: Observation | null; readonly task: SeenTask | null }

/** What a procedure saw last. Where several tasks have it, the one that looked last. */
export function see<Observation>(looks: Looks, reader: Reader<Observation>): Seen<Observation> {
  return readTask(looks, reader, tasksOf(looks, reader.procedure)[0] ?? null)
}

function readTask<Observation>(looks: Looks, { procedure, schema }: Reader<Observation>, task: SeenTask | null): Seen<Observation> {
  if (task === null) return { source: missing(looks, procedure), observation: null, task }
  const source = sourceOf(task, looks.now)
  if (task.look === null) return { source, observation: null, task }
  if (!schema.safeParse(task.look.observation).success) return { source: unreadable(source), observation: null, task }
  return { source, observation: task.look.observation as Observation, task }
}

/** Tasks of a procedure, the one that looked last first. */
export const tasksOf = (looks: Looks, procedure: string): readonly SeenTask[] =>
  looks.tasks
    .filter((task) => task.view.procedure === procedure)
    .toSorted((a, b) => (b.look?.at.getTime() ?? 0) - (a.look?.at.getTime() ?? 0))

export function sourceOf(task: SeenTask, now: Date): SourceView {
  return {
    procedure: task.view.procedure,
    ...judgeLook(task, now),
    task: linkTo(task),
    runId: task.look?.run ?? null,
    at: task.look?.at.toISOString() ?? null,
    example: null,
  }
}

const unreadable = (source: SourceView): SourceView => ({
  ...source,
  state: 'unreadable',
  why: 'its last look was made by another version of Upkeep; the next one can be read',
})

const missing = (looks: Looks, procedure: string): SourceView => ({
  procedure,
  state: 'missing',
  why: `no task of the stack ${looks.stack} does ${procedure} on ${looks.target}`,
  task: null,
  runId: null,
  at: null,
  example: looks.examples.get(procedure)?.replace(/^(\s+target:).*$/m, `$1 ${looks.target}`) ?? null,
})

export const linkTo = ({ view }: SeenTask): TaskLinkView => ({
  task: view.task,
  title: view.title,
  lastRun: view.lastRun && { id: view.lastRun.id, state: view.lastRun.state, endedAt: view.lastRun.endedAt },
  openRun: view.openRun && { id: view.openRun.id, state: view.openRun.state },
})
