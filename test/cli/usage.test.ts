import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProgram, temporaryFolder } from '../harness/index.ts'
import type { TemporaryFolder } from '../harness/index.ts'
import { say } from './upkeep.ts'

let folder: TemporaryFolder
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder.close())
const nowhere = () => ({ UPKEEP_HOME: join(folder.path, 'home'), UPKEEP_DATABASE_URL: undefined })

describe('help', () => {
  it('says what there is, with examples, exit codes and the environment', async () => {
    const { code, out, err } = await say(['--help'])
    expect([code, err]).toEqual([0, ''])
    for (const command of [
      'up',
      'serve',
      'work',
      'check',
      'schema',
      'tasks',
      'plan',
      'run',
      'runs',
      'show',
      'cancel',
      'findings',
      'ack',
      'approve',
      'reject',
      'sign',
      'requests',
      'audit',
      'procedures',
      'tokens',
      'doctor',
      'status',
      'version',
    ]) {
      expect(out).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'))
    }
    for (const part of ['Examples:', 'Exit codes:', 'Environment:', 'UPKEEP_HOME', '4  waits for an approval']) expect(out).toContain(part)
  })

  it('loads no more than it needs: it costs a processor far less than a second', async () => {
    const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts')
    const timed = startProgram('bash', ['-c', `TIMEFORMAT='%U %S'; time "$0" "$1" --help`, process.execPath, main])
    expect((await timed.ended).code).toBe(0)
    const [user, system] = timed.stderr.trim().split(' ').map(Number)
    expect(user! + system!).toBeLessThan(1)
  })

  it('is what a bare `upkeep` shows', async () => {
    expect(await say([])).toEqual(await say(['--help']))
  })

  it('of a command that is not there is an error', async () => {
    expect(await say(['help', 'tsks'])).toEqual({ code: 2, out: '', err: 'error: there is no command tsks\nHINT: did you mean tasks?\n' })
  })

  it('of a command says how it is used', async () => {
    const { code, out } = await say(['approve', '--help'])
    expect(code).toBe(0)
    expect(out).toContain('Usage: upkeep approve [options] <run>')
    expect(out).toContain('--plan <hash>')
    expect(out).toContain('Without a terminal to ask on, --plan is needed.')
    expect(await say(['help', 'approve'])).toMatchObject({ code: 0, out })
  })
})

describe('bad usage ends with 2, a fact and a hint', () => {
  it.each([
    [['rusn'], 'error: there is no command rusn\nHINT: did you mean run or runs?\n'],
    [['tokens', 'crate', 'x'], 'error: there is no command tokens crate\nHINT: did you mean tokens create?\n'],
    [['runs', '--jsn'], 'error: there is no option --jsn\nHINT: did you mean --json?\n'],
    [['run'], 'error: STACK/TASK is missing\nHINT: add --help to see how it is used.\n'],
    [['reject', '12345678'], 'error: the option --note <text> is needed\nHINT: add --help to see how it is used.\n'],
    [
      ['runs', '--limit', 'ten'],
      'error: the option --limit <n> got ten: expected a whole number from 1 to 500\nHINT: add --help to see how it is used.\n',
    ],
    [
      ['runs', '--state', 'failed,runing'],
      'error: the option --state <states> got failed,runing: expected queued, running, waiting, converged, planned, diverged, failed or cancelled\nHINT: did you mean running?\n',
    ],
    [
      ['tokens', 'create', 'x', '--role', 'root'],
      'error: the option --role <role> got root: expected viewer, operator or admin\nHINT: add --help to see how it is used.\n',
    ],
    [
      ['findings', '--severity', 'warn'],
      'error: the option --severity <level> got warn: expected info, warning or critical\nHINT: did you mean warning?\n',
    ],
    [['procedures', 'command.rn'], 'error: there is no procedure command.rn\nHINT: did you mean command.run?\n'],
  ])('upkeep %j', async (words, expected) => {
    const { code, out, err } = await say(words, nowhere())
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: expected })
  })

  it('where no Upkeep was ever started, and makes none', async () => {
    const { code, err } = await say(['tasks'], nowhere())
    expect(code).toBe(2)
    expect(err).toContain(`error: there is no Upkeep in ${join(folder.path, 'home')}\nHINT: \`upkeep up\` starts one there`)
  })

  it.each([
    ['UPKEEP_PORT', 'http', 'error: UPKEEP_PORT is "http", which is not a port'],
    ['UPKEEP_DATABASE_URL', 'mysql://x', 'error: UPKEEP_DATABASE_URL is not a PostgreSQL URL'],
  ])('and so does a bad %s', async (name, value, expected) => {
    const { code, err } = await say(['serve'], { ...nowhere(), [name]: value })
    expect(code).toBe(2)
    expect(err).toContain(expected)
  })
})

describe('a database that does not answer', () => {
  it('ends with 3 and says which, without the password', async () => {
    const { code, out, err } = await say(['runs'], { UPKEEP_DATABASE_URL: 'postgresql://me:hunter2@127.0.0.1:1/upkeep' })
    expect([code, out]).toEqual([3, ''])
    expect(err).toMatch(/^error: .*127\.0\.0\.1:1/)
    expect(err).not.toMatch(/hunter2|bug:|\n {4}at /)
  })
})

describe('what needs no database', () => {
  it('prints the version', async () => {
    expect(await say(['version'], nowhere())).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^upkeep \d+\.\d+\.\d+ \(Node 24\./) as string,
    })
    expect(JSON.parse((await say(['version', '--json'], nowhere())).out)).toMatchObject({
      upkeep: expect.any(String),
      node: expect.any(String),
    })
  })

  it('prints the JSON Schema of stack files', async () => {
    const { code, out } = await say(['schema'], nowhere())
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ $schema: expect.stringContaining('json-schema.org') as string, type: 'object' })
  })

  it('lists the procedures, and shows the page of one', async () => {
    expect((await say(['procedures'], nowhere())).out).toMatch(/^command\.run +command +Runs a program/m)
    const { code, out } = await say(['procedures', 'review'], nowhere())
    expect(code).toBe(0)
    expect(out).toMatch(/^review: Review by a person\n/)
    expect(out).toContain('\nexample\n  weekly-costs:\n')
    expect(JSON.parse((await say(['procedures', 'review', '--json'], nowhere())).out)).toMatchObject({
      name: 'review',
      kind: 'sign-off',
      target: null,
    })
  })
})
