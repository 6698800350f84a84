import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { FindingView } from '../../src/app/views/finding.ts'
import type { RunSummaryView, RunView } from '../../src/app/views/run.ts'
import { exitCodeOf } from '../../src/cli/exit-code.ts'
import { waitFor } from '../engine/world.ts'
import { startProgram, startUpkeep } from '../harness/index.ts'
import { gate, openSite } from './upkeep.ts'
import type { Said, Site } from './upkeep.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
  await site.startWorker()
})
afterAll(() => site.close())
beforeEach(() => rm(join(site.home, gate), { force: true }))

const json = ({ out }: Said): unknown => JSON.parse(out)
const idIn = ({ err }: Said): string => /^run (\w{8}) of /m.exec(err)![1]!

describe('upkeep run', () => {
  it('ends with 0 when it converges, says what happens on the way, and shows what was done', async () => {
    const said = await site.upkeep('run', 'demo/tidy')
    expect(said.code).toBe(0)
    expect(said.err).toMatch(/^run \w{8} of demo\/tidy\n/)
    expect(said.err).toContain('plan: 1 step\nstep 1 of 1: Run true\n  done in ')
    expect(said.out).toMatch(/^converged: 1 step done\n/)
    expect(said.out).toContain('✔ Run true')
  })

  it('ends with 0 when there is nothing to do', async () => {
    expect(await site.upkeep('run', 'demo/done')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^converged: nothing to do\n/) as string,
    })
  })

  it('ends with 1 when findings are open', async () => {
    const { code, out } = await site.upkeep('run', 'demo/full')
    expect(code).toBe(1)
    expect(out).toMatch(/^converged: nothing to do, .*finding/)
    expect(out).toMatch(/\n {2}warning {2}the folder logs takes /)
  })

  it('ends with 3 when its program ended with no exit code of success, and shows what that said', async () => {
    const { code, out } = await site.upkeep('run', 'broken')
    expect(code).toBe(3)
    expect(out).toMatch(/^not converged: 1 step done, 1 finding\n/)
    expect(out).toMatch(/1 finding\n {2}warning {2}sh exited with 3 after .*\n {11}no room\n {11}HINT: /)
  })

  it('ends with 3 when it fails, and says why', async () => {
    const { code, out } = await site.upkeep('run', 'demo/lost')
    expect(code).toBe(3)
    expect(out).toMatch(/^failed: /)
    expect(out).toContain(`error: `)
    expect(out).toContain(`there is no folder ${site.home}/nowhere on this host`)
  })

  it('ends with 4 when it waits for an approval, and says which command gives it', async () => {
    const said = await site.upkeep('run', 'demo/careful')
    expect(said.code).toBe(4)
    expect(said.out).toMatch(/^waits for approval/)
    expect(said.out).toContain(`upkeep approve ${idIn(said)}`)
    await site.upkeep('reject', idIn(said), '--note', 'only a test')
  })

  it('goes on without asking with --yes', async () => {
    expect(await site.upkeep('run', 'demo/careful', '--yes')).toMatchObject({ code: 0, out: expect.stringMatching(/^converged/) as string })
  })

  it('prints the very view as JSON, and nothing else, on standard output', async () => {
    const run = json(await site.upkeep('run', 'demo/tidy', '--json')) as RunView
    expect(run).toEqual(JSON.parse(JSON.stringify(await site.app.useCases.runById(run.id))))
  })

  it('with --detach asks and leaves', async () => {
    const said = await site.upkeep('run', 'demo/tidy', '--detach', '--json')
    expect(said).toMatchObject({ code: 0, err: '' })
    expect(json(said)).toMatchObject({ task: 'tidy', mode: 'run' })
  })

  it('names the task that was meant', async () => {
    expect(await site.upkeep('run', 'demo/tiddy')).toEqual({
      code: 2,
      out: '',
      err: 'error: there is no task demo/tiddy\nHINT: did you mean demo/tidy?\n',
    })
  })
})

describe('following', () => {
  it('ends with Ctrl-C, and the run goes on', async () => {
    const command = startUpkeep(['run', 'demo/slow'], { env: site.env })
    const [, id] = await command.waitFor(/^run (\w{8}) of demo\/slow/m)
    await command.waitFor(/step 1 of 1/)
    command.kill('SIGINT')
    expect(await command.ended).toMatchObject({ code: 130 })
    expect(command.stderr).toContain(`stopped following; run ${id} goes on\nHINT: \`upkeep cancel ${id}\` stops it`)
    expect((await site.app.useCases.runById(id!)).state).toBe('running')
    const follower = startUpkeep(['show', '--follow', id!], { env: site.env })
    await follower.waitFor(/step 1 of 1/)
    await site.file(gate, '')
    expect(await follower.ended).toMatchObject({ code: 0 })
    expect(follower.stdout).toMatch(/^converged/)
  })

  it('shows a run that somebody else cancels as cancelled, and ends with 3', async () => {
    const command = startUpkeep(['run', 'demo/slow'], { env: site.env })
    const [, id] = await command.waitFor(/^run (\w{8}) of demo\/slow/m)
    await command.waitFor(/step 1 of 1/)
    const cancelled = await site.upkeep('cancel', id!)
    expect(cancelled).toMatchObject({
      code: 0,
      out: expect.stringContaining(`run ${id} of demo/slow stops at its next checkpoint`) as string,
    })
    expect(await command.ended).toMatchObject({ code: 3 })
    expect(command.stdout).toMatch(/^cancelled/)
  })
})

describe('upkeep plan', () => {
  it('shows what would be done with its statement, changes nothing, and ends with 0', async () => {
    const { code, out } = await site.upkeep('plan', 'demo/tidy')
    expect(code).toBe(0)
    expect(out).toMatch(/^planned/)
    expect(out).toMatch(/plan of 1 step \w+\n {2}1\. Run true \(safe.*\)\n {7}true/)
  })

  it('says when there is nothing to do', async () => {
    expect((await site.upkeep('plan', 'demo/done')).out).toContain('plan: nothing to do')
  })
})

describe('answers', () => {
  const waiting = async (task: string): Promise<string> => idIn(await site.upkeep('run', task))

  it('are asked for by requests, which ends with 4 while something waits', async () => {
    const id = await waiting('demo/careful')
    const said = await site.upkeep('requests')
    expect(said.code).toBe(4)
    expect(said.out).toContain(`upkeep approve ${id}, or upkeep reject ${id} --note WHY`)
    expect(json(await site.upkeep('requests', '--json'))).toMatchObject([{ kind: 'approval', task: 'careful' }])
    await site.upkeep('reject', id, '--note', 'only a test')
    expect(await site.upkeep('requests')).toEqual({ code: 0, out: '', err: 'nothing waits for a person\n' })
  })

  it('need a plan that was seen, where there is no terminal to ask on', async () => {
    const id = await waiting('demo/careful')
    const said = await site.upkeep('approve', id)
    expect(said).toMatchObject({ code: 2, out: '' })
    const [, hash] =
      /^error: there is no terminal to ask on, and no plan is named\nHINT: look at it with `upkeep show \w{8}`, then say --plan (\w+) if/.exec(
        said.err,
      )!
    expect(await site.upkeep('approve', id, '--plan', 'ffffffffffffffff')).toMatchObject({
      code: 3,
      err: expect.stringMatching(/^error: .*plan/) as string,
    })
    const approved = await site.upkeep('approve', id, '--plan', hash!.slice(0, 8), '--note', 'seen it', '--follow')
    expect(approved).toMatchObject({ code: 0, out: expect.stringMatching(/^converged/) as string })
    expect(approved.out).toMatch(/approved +by .*: seen it\n/)
  })

  it('are refused by a run that asks nothing', async () => {
    const { id } = json(await site.upkeep('run', 'demo/tidy', '--json')) as RunView
    expect(await site.upkeep('approve', id)).toMatchObject({
      code: 3,
      err: expect.stringContaining("doesn't wait for an approval: it is converged") as string,
    })
    expect(await site.upkeep('sign', id, '--note', 'x')).toMatchObject({ code: 3 })
  })

  it('sign a review, which keeps the note', async () => {
    const id = await waiting('demo/look')
    expect(await site.upkeep('sign', id, '--note', 'all is well')).toMatchObject({
      code: 0,
      out: expect.stringContaining(`signed; run ${id} of demo/look`) as string,
    })
    const run = await waitFor(async () => {
      const found = await site.app.useCases.runById(id)
      return found.endedAt === null ? null : found
    }, 60_000)
    expect(run).toMatchObject({ state: 'converged', signOff: { note: 'all is well' } })
  })
})

describe('lists', () => {
  it('of tasks say what is due when, of one stack or task too', async () => {
    expect((await site.upkeep('tasks')).out).toMatch(/^task +due +every/)
    expect(json(await site.upkeep('tasks', 'demo/tidy', '--json'))).toMatchObject([{ stack: 'demo', task: 'tidy' }])
    expect(await site.upkeep('tasks', 'dem')).toMatchObject({ code: 2, err: 'error: there is no stack dem\nHINT: did you mean demo?\n' })
  })

  it('of runs are narrowed down by state and number', async () => {
    await site.upkeep('run', 'demo/lost')
    const runs = json(await site.upkeep('runs', 'demo', '--state', 'failed,cancelled', '--limit', '1', '--json')) as RunSummaryView[]
    expect(runs).toHaveLength(1)
    expect(exitCodeOf(runs[0]!)).toBe(3)
    expect((await site.upkeep('runs')).out).toMatch(/^run +task +state/)
  })

  it('of findings end with 1 while one is open, and with 0 once somebody knows', async () => {
    await site.upkeep('run', 'demo/broken')
    const open = await site.upkeep('findings', 'demo/broken', '--json')
    expect(open.code).toBe(1)
    const [finding] = json(open) as FindingView[]
    expect(await site.upkeep('ack', finding!.id.slice(-8), '--note', 'on it')).toMatchObject({
      code: 0,
      out: `acknowledged ${finding!.id.slice(-8)}: ${finding!.title}\n`,
    })
    const known = await site.upkeep('findings', 'demo/broken')
    expect(known.code).toBe(0)
    expect(known.out).toMatch(/acknowledged +demo\/broken/)
  })

  it('of the audit, which is verified', async () => {
    expect((await site.upkeep('audit', '--limit', '3')).out.split('\n')).toHaveLength(5)
    expect(await site.upkeep('audit', 'verify')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^the audit is intact: [\d,]+ entries, head [0-9a-f]{64}\n$/) as string,
    })
  })

  it('end quietly when their reader goes away', async () => {
    const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts')
    const pipe = startProgram('bash', ['-c', 'set -o pipefail; "$0" "$1" audit --json --limit 500 | true', process.execPath, main], {
      env: site.env,
    })
    expect(await pipe.ended).toMatchObject({ code: 0 })
    expect(pipe.stderr).toBe('')
  })
})

describe('upkeep status', () => {
  it('answers whether everything is all right: 1 when something needs a person', async () => {
    await site.upkeep('run', 'demo/careful')
    const said = await site.upkeep('status')
    expect(said).toMatchObject({ code: 1, err: '' })
    expect(said.out).toMatch(/\n {2}workers {4}\S+ \(0 runs\)\n/)
    expect(said.out).toMatch(/\n {2}needs you {2}1 request: `upkeep requests`\n/)
    expect(json(await site.upkeep('status', '--json'))).toMatchObject({
      status: expect.stringMatching(/^(attention|trouble)$/) as string,
      stacks: [{ stack: 'demo', tasks: 8 }],
    })
  })
})

describe('tokens', () => {
  it('are made, listed and revoked; the secret alone is on standard output', async () => {
    const made = await site.upkeep('tokens', 'create', 'grafana', '--role', 'viewer', '--expires', '90d')
    expect(made).toEqual({
      code: 0,
      out: expect.stringMatching(/^upk_\S{43}\n$/) as string,
      err: 'token grafana with the role viewer; it is shown this once:\n',
    })
    expect(await site.app.useCases.authenticate(made.out.trim())).toEqual({ name: 'grafana', role: 'viewer' })
    expect((await site.upkeep('tokens')).out).toMatch(/grafana +viewer +\S+.* +in 12w/)
    expect(await site.upkeep('tokens', 'create', 'grafana', '--role', 'viewer')).toMatchObject({
      code: 3,
      err: expect.stringContaining('there is a token named grafana already') as string,
    })
    expect(await site.upkeep('tokens', 'revoke', 'grafna')).toMatchObject({
      code: 2,
      err: 'error: there is no token grafna\nHINT: did you mean grafana?\n',
    })
    expect(await site.upkeep('tokens', 'revoke', 'grafana')).toMatchObject({ code: 0 })
    expect(await site.app.useCases.authenticate(made.out.trim())).toBeNull()
  })
})
