import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import type { Json, JsonObject } from '../../src/base/json.ts'
import type { AnyProcedure } from '../../src/procedures/contract.ts'
import type { Task } from '../../src/stack/model.ts'
import { withClient } from '../harness/admin.ts'
import type { MortalCluster } from './cluster.ts'
import type { Killer } from './killers.ts'
import type { Trial } from './plan.ts'
import { leftIn } from './tidy.ts'
import { cutOff, isOver, spanOfWork, wrongInStore } from './world.ts'
import type { World } from './world.ts'

/** What is tried: a procedure on a database that is made anew for each trial. */
export type Subject = {
  /** The first word of its trials' names. */
  readonly name: string
  readonly procedure: AnyProcedure
  /** How many trials with each version of the server, for each victim. */
  readonly trials: Readonly<Record<number, number>>
  /** The parameters of the task. `folder` is the trial's own, for what is kept outside of the database. */
  params(trial: Pick<Trial, 'chance'>, folder: string): JsonObject
  /** What else the task says. */
  readonly task?: Partial<Task>
  /** Fills the database of which each trial gets a copy. */
  prepare(client: pg.Client): Promise<void>
  /** All that matters of a database and of the trial's folder, to be the same however a run came to its end. */
  picture(client: pg.Client, folder: string): Promise<Json>
  /** Throws where an undisturbed run didn't do what it is for. */
  proven(before: Json, after: Json): void
}

export type Stage = {
  readonly subject: Subject
  readonly cluster: MortalCluster
  readonly world: World
  readonly killer: Killer
  /** The folder of a task. */
  folderOf(task: string): string
}

/** When the steps of a run are at work, in milliseconds after it was claimed. */
export type Span = { readonly from: number; readonly to: number }

/** What an undisturbed run comes to. */
export type Undisturbed = Span & { readonly picture: Json }

export type Tried = {
  readonly wrong: readonly string[]
  readonly cut: Awaited<ReturnType<typeof cutOff>>
  /** What is expected of the next one: other tests make the machine slower, and when they end it is faster than when it was measured. */
  readonly span: Span
}

const [prepared, trialled] = ['prepared', 'trial']
export const trialUrl = (cluster: MortalCluster): string => cluster.url(trialled)

export async function prepare({ prepare: fill }: Subject, cluster: MortalCluster): Promise<void> {
  await withClient(cluster.url(), (client) => client.query(`create database ${prepared}`))
  await withClient(cluster.url(prepared), fill)
}

async function afresh({ cluster }: Stage): Promise<void> {
  await withClient(cluster.url(), async (client) => {
    await client.query(`drop database if exists ${trialled} with (force)`)
    await client.query(`create database ${trialled} template ${prepared} strategy file_copy`)
  })
}

const pictureOf = ({ subject, cluster, folderOf }: Stage, task: string): Promise<Json> =>
  withClient(trialUrl(cluster), (client) => subject.picture(client, folderOf(task)))

export async function undisturbed(stage: Stage, task: string): Promise<Undisturbed> {
  const { world, killer } = stage
  await afresh(stage)
  const before = await pictureOf(stage, task)
  await killer.ready()
  const id = await world.ask(task)
  const wrong = await wrongAtEnd(stage, task, id)
  if (wrong.length > 0) throw new Error(`an undisturbed run went wrong: ${wrong.join('; ')}`)
  const picture = await pictureOf(stage, task)
  stage.subject.proven(before, picture)
  return { picture, ...(await spanOfWork(world, id)) }
}

/** One trial: the run is asked for, cut off at its moment, and followed to its end. */
export async function tryOnce(stage: Stage, trial: Trial, task: string, expected: Undisturbed): Promise<Tried> {
  const { world, killer } = stage
  await afresh(stage)
  await killer.ready()
  const id = await world.ask(task)
  try {
    await world.until(id, ({ state }) => state !== 'queued')
    await momentOf(stage, id, trial, expected)
    await killer.strike(id, trial)
    const run = await world.until(id, isOver)
    const cut = await cutOff(world, id)
    // A server that dies behind the last step forgets its statistics: what they are needed for is for a run after the crash.
    const last = cut === 'behind' ? await world.ask(task) : id
    const wrong = [...(last === id ? [] : await wrongInStore(world, run)), ...(await wrongAtEnd(stage, task, last))]
    const picture = await pictureOf(stage, task)
    if (!isDeepStrictEqual(picture, expected.picture))
      wrong.push(
        `the database differs from what an undisturbed run leaves:\n    ${JSON.stringify(picture)}\n    ${JSON.stringify(expected.picture)}`,
      )
    return { wrong, cut, span: cut === 'behind' ? await spanOfWork(world, id) : { ...expected, to: expected.to * 1.02 } }
  } finally {
    await world.abandon(id)
  }
}

/** One moment in ten falls into the first look, the others into the steps, counted from when they begin. */
async function momentOf({ world }: Stage, id: string, { moment }: Trial, { from, to }: Span): Promise<void> {
  if (moment < 0.1) return sleep(from * moment * 10)
  await world.until(id, (run) => run.phase === 'applying' || isOver(run))
  return sleep(((to - from) * (moment - 0.1)) / 0.9)
}

/** Waits for the end of a run and returns what is wrong then: on record, in what is left over, or in what another run would still have to do. */
async function wrongAtEnd({ cluster, world }: Stage, task: string, id: string): Promise<readonly string[]> {
  const run = await world.until(id, isOver)
  const wrong = [...(await wrongInStore(world, run)), ...(await withClient(trialUrl(cluster), (client) => leftIn(client)))]
  const plan = await world.until(await world.ask(task, 'plan'), isOver)
  return plan.state === 'planned' && plan.stepsPlanned === 0
    ? wrong
    : [...wrong, `another run would not find everything done: ${plan.state}, ${plan.summary}`]
}
