import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { RemoteError } from '../../src/base/errors.ts'
import { sql } from '../../src/base/sql.ts'
import { defineProcedure } from '../../src/procedures/contract.ts'
import postgres from '../../src/targets/postgres/index.ts'

/**
 * A real reconciler over a real table, for tests of the engine: each row of `chores` that is not done is a step. A row says how its step behaves:
 * it waits at checkpoints until the row `gate` is open, fails a number of times, or does nothing. What it does is on record in `chore_log`.
 */
export const choreTables = `
create table chores (id int primary key, risk text not null default 'safe', done boolean not null default false, gated boolean not null default false,
  fails int not null default 0, transient boolean not null default true, futile boolean not null default false, expected_ms int, after int);
create table gate (open boolean not null);
insert into gate values (false);
create table chore_log (n bigserial primary key, chore int, application text default current_setting('application_name'), at timestamptz default clock_timestamp(), event text);
create table trouble (fingerprint text primary key, severity text not null, skipped boolean not null default false);
`

type Chore = { id: number; risk: 'safe' | 'disruptive' | 'destructive'; gated: boolean; expected_ms: number | null; after: number | null }
type Seen = {
  open: Chore[]
  done: number
  trouble: { fingerprint: string; severity: 'info' | 'warning' | 'critical'; skipped: boolean }[]
  secret: string | null
}

export const chores = defineProcedure({
  name: 'test.chores',
  title: 'Do the chores',
  summary: 'Does what is not done.',
  docs: 'For tests.',
  example: 'does: test.chores',
  target: postgres,
  params: z.strictObject({ secret: z.string().optional(), bug: z.boolean().optional() }),
  inspect: async ({ target, params }): Promise<Seen> => {
    if (params.bug) throw new TypeError(`what is ${params.secret}?`)
    return {
      open: [...(await target.read<Chore>(sql`select id, risk, gated, expected_ms, after from chores where not done order by id`))],
      done: (await target.read<{ n: number }>(sql`select count(*)::int as n from chores where done`))[0]!.n,
      trouble: [...(await target.read<Seen['trouble'][number]>(sql`select fingerprint, severity, skipped from trouble order by 1`))],
      secret: params.secret ?? null,
    }
  },
  assess: (seen) => ({
    steps: seen.open.map((chore) => ({
      key: `chore:${chore.id}`,
      title: `Do chore ${chore.id}`,
      risk: chore.risk,
      preview: { statement: `update chores set done = true where id = ${chore.id}`, rows: 1 },
      args: { id: chore.id },
      ...(chore.expected_ms === null ? {} : { expectedMs: chore.expected_ms }),
      ...(chore.after === null ? {} : { after: [`chore:${chore.after}`] }),
    })),
    findings: seen.trouble
      .filter((row) => !row.skipped)
      .map(({ fingerprint, severity }) => ({ fingerprint, severity, title: `there is ${fingerprint}` })),
    notLookedAt: seen.trouble
      .filter((row) => row.skipped)
      .map(({ fingerprint }) => ({ what: fingerprint, why: 'the test says so', fingerprints: fingerprint })),
    facts: [{ label: 'done', value: seen.done, unit: 'count' as const }],
  }),
  apply: async (step, { target, ctx }) => {
    const id = Number(step.args['id'])
    const limits = { timeoutMs: 10_000 }
    const note = (event: string): Promise<number> =>
      target.write((tx) => tx.change(sql`insert into chore_log (chore, event) values (${id}, ${event})`), limits)
    await note('begun')
    const waits = (await target.read<{ gated: boolean }>(sql`select gated from chores where id = ${id}`))[0]!.gated
    const mayEnd = async (): Promise<boolean> => !waits || (await target.read<{ open: boolean }>(sql`select open from gate`))[0]!.open
    while (!(await mayEnd())) {
      ctx.progress(1, 2, 'looks')
      await ctx.checkpoint()
      await sleep(20)
    }
    await ctx.checkpoint()
    const [chore] = await target.write(
      (tx) =>
        tx.rows<{ fails: number; transient: boolean; futile: boolean }>(
          sql`update chores set fails = fails - 1 where id = ${id} returning fails, transient, futile`,
        ),
      limits,
    )
    if (chore!.fails >= 0) throw new RemoteError(`chore ${id} could not be done`, { transient: chore!.transient })
    if (!chore!.futile) await target.write((tx) => tx.change(sql`update chores set done = true where id = ${id}`), limits)
    await note('ended')
    ctx.measure('chores', 1, 'chores')
    return { summary: `chore ${id} is done` }
  },
})
