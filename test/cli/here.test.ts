import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startUpkeep } from '../harness/index.ts'
import { gate, openSite } from './upkeep.ts'
import type { Site } from './upkeep.ts'

/** Without a worker anywhere: the command itself does the work. */
let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

it('a run is carried out by the command itself where no worker is alive', async () => {
  const { code, out, err } = await site.upkeep('run', 'demo/tidy')
  expect(code).toBe(0)
  expect(err).toContain('no worker is alive, so this command carries it out itself\n')
  expect(out).toMatch(/^converged: 1 step done/)
})

it('so is a plan', async () => {
  expect(await site.upkeep('plan', 'demo/tidy')).toMatchObject({ code: 0, out: expect.stringMatching(/^planned/) as string })
})

it('its findings, failures and approvals end it with 1, 3 and 4 as ever', async () => {
  expect((await site.upkeep('run', 'demo/full')).code).toBe(1)
  expect((await site.upkeep('run', 'demo/broken')).code).toBe(3)
  expect((await site.upkeep('run', 'demo/careful')).code).toBe(4)
})

it('Ctrl-C cancels it then, since it would end with the command', async () => {
  const command = startUpkeep(['run', 'demo/slow'], { env: site.env })
  const [, id] = await command.waitFor(/^run (\w{8}) of/m)
  await command.waitFor(/step 1 of 1/)
  command.kill('SIGINT')
  expect(await command.ended).toMatchObject({ code: 3 })
  expect(command.stderr).toContain('cancelling at the next checkpoint')
  expect(await site.app.useCases.runById(id!)).toMatchObject({ state: 'cancelled' })
})

it('status says that nobody looks, and ends with 3: what is not known is not fine', async () => {
  const said = await site.upkeep('status')
  expect(said.code).toBe(3)
  expect(said.out).toMatch(/^Nobody is looking: no worker is alive\n/)
})

it('what one command left behind when it was killed, the next one finishes', async () => {
  const killed = startUpkeep(['run', 'demo/slow'], { env: site.env })
  const [, id] = await killed.waitFor(/^run (\w{8}) of/m)
  await killed.waitFor(/step 1 of 1/)
  killed.kill('SIGKILL')
  await killed.ended
  await writeFile(join(site.home, gate), '')
  // As soon as the lease of the killed one has ended.
  const { code, out, err } = await site.upkeep('run', 'demo/slow')
  expect(err).toContain(`run ${id} of demo/slow\n`)
  expect(out).toMatch(/^converged: 1 step done/)
  expect(code).toBe(0)
})
