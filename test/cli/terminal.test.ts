import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProgram } from '../harness/index.ts'
import type { TestProcess } from '../harness/index.ts'
import { openSite } from './upkeep.ts'
import type { Site } from './upkeep.ts'

const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts')
const escape = '\u001b['

let site: Site
beforeAll(async () => {
  site = await openSite()
  await site.startWorker()
})
afterAll(() => site.close())

/** On a terminal of its own, as util-linux's `script` makes one. */
const onTerminal = (words: string, more: Record<string, string> = {}, columns = 80): TestProcess =>
  startProgram(
    'script',
    ['--quiet', '--return', '--command', `stty cols ${columns}; "${process.execPath}" "${main}" ${words}`, '/dev/null'],
    // Node takes a CI's output for colourless, whatever it is connected to.
    { env: { ...site.env, CI: undefined, TERM: 'xterm-256color', ...more } },
  )

describe('on a terminal', () => {
  it('there are colours, and none where NO_COLOR is set or in a pipe', async () => {
    await site.upkeep('run', 'demo/tidy')
    const coloured = onTerminal('runs')
    const plain = onTerminal('runs', { NO_COLOR: '1' })
    await Promise.all([coloured.ended, plain.ended])
    expect(coloured.stdout).toContain(`${escape}32mconverged`)
    expect(plain.stdout).not.toContain(escape)
    expect((await site.upkeep('runs')).out).not.toContain(escape)
  })

  it('tables fit into its width, whatever it is', async () => {
    for (const columns of [40, 60, 100]) {
      const command = onTerminal('runs', { NO_COLOR: '1' }, columns)
      await command.ended
      for (const line of command.stdout.split(/\r?\n/)) expect(line.length).toBeLessThanOrEqual(columns)
    }
  })

  it('a run is shown in place while it goes', async () => {
    const command = onTerminal('run demo/tidy')
    expect(await command.ended).toMatchObject({ code: 0 })
    expect(command.stdout).toContain('\r\u001b[K')
    expect(command.stdout).toMatch(/converged/)
  })
})

describe('approving on a terminal', () => {
  const waiting = async (): Promise<string> => /^run (\w{8})/m.exec((await site.upkeep('run', 'demo/careful')).err)![1]!

  it('shows the plan, asks, and a yes lets the run go on', async () => {
    const command = onTerminal(`approve ${await waiting()} --follow`, { NO_COLOR: '1' })
    await command.waitFor(/demo\/careful: 1 step\r?\n {2}1\. Run true .*\r?\n {7}true\r?\n\r?\napprove this plan\? \[y\/N\] /)
    command.write('y\n')
    expect(await command.ended).toMatchObject({ code: 0 })
    expect(command.stdout).toMatch(/converged: 1 step done/)
  })

  it.each([
    ['no answer', '\n'],
    ['a no', 'n\n'],
    ['the end of input', '\u0004'],
  ])('takes %s for a no: the run still waits, and the exit code says so', async (_, answer) => {
    const command = onTerminal(`approve ${await waiting()}`, { NO_COLOR: '1' })
    await command.waitFor(/approve this plan\?/)
    command.write(answer)
    expect(await command.ended).toMatchObject({ code: 4 })
    expect(command.stdout).toMatch(/not approved; run \w{8} still waits/)
  })
})
