import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openBrowser, openPage } from './browser.ts'
import { openSite } from './site.ts'
import type { Site } from './site.ts'

type Plan = { hash: string; steps: { preview: { statement: string } }[] }
type Run = {
  id: string
  state: string
  waitingFor: string | null
  plan: Plan | null
  approval: { by: string; planHash: string; note: string | null } | null
  signOff: { by: string; note: string } | null
}

let site: Site
let browser: Browser
beforeAll(async () => {
  ;[site, browser] = await Promise.all([openSite(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})
afterEach(async () => {
  for (const { runId } of await site.ask<{ runId: string }[]>('GET', '/api/requests'))
    await site.ask('POST', `/api/runs/${runId}/reject`, { note: 'test is over' }).catch(() => site.ask('POST', `/api/runs/${runId}/cancel`))
})

const run = (id: string) => site.ask<Run>('GET', `/api/runs/${id}`)

async function asking(task: string): Promise<Run> {
  const { id } = await site.ask<{ id: string }>('POST', `/api/tasks/site/${task}/run`, {})
  await expect.poll(async () => (await run(id)).state).toBe('waiting')
  return run(id)
}

test('a plan that waits shows its very statements, and approving it names its hash', async () => {
  const page = await openPage(browser, site, { path: '/requests' })
  await page.getByText('Nothing waits for you').waitFor()
  const { id, plan } = await asking('careful')
  const card = page.getByRole('region', { name: 'Ask before anything is done' })
  await card.getByRole('button', { name: 'Approve' }).waitFor()
  expect(await card.getByRole('group', { name: 'Statement' }).allTextContents()).toEqual(
    plan!.steps.map(({ preview }) => preview.statement),
  )

  await card.getByRole('button', { name: 'Approve' }).click()
  const dialog = page.getByRole('dialog')
  expect(await dialog.textContent()).toContain(plan!.hash)
  await dialog.getByLabel('Note').fill('checked with Mira')
  await dialog.getByRole('button', { name: `Approve ${plan!.hash.slice(0, 12)}` }).click()
  await page.getByText('Nothing waits for you').waitFor()
  await expect.poll(async () => (await run(id)).state).toBe('converged')
  expect((await run(id)).approval).toMatchObject({ by: 'the-operator', planHash: plan!.hash, note: 'checked with Mira' })
})

test('an approval that comes too late is refused, and the dialog shows why in the server’s words', async () => {
  const page = await openPage(browser, site, { path: '/requests' })
  const { id } = await asking('careful')
  await page.getByRole('button', { name: 'Approve' }).click()
  const dialog = page.getByRole('dialog')
  await site.ask('POST', `/api/runs/${id}/reject`, { note: 'not today' })
  await dialog.getByRole('button', { name: /^Approve/ }).click()
  expect(await dialog.getByRole('alert').textContent()).toMatch(/cancelled|no longer|not wait/)
})

test('a rejection needs its reason, and ends the run with nothing changed', async () => {
  const { id } = await asking('careful')
  const page = await openPage(browser, site, { path: `/runs/${id}` })
  await page.getByRole('button', { name: 'Reject' }).click()
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByRole('button', { name: 'Reject' }).isDisabled()).toBe(true)
  await dialog.getByLabel(/Why/).fill('not today')
  await dialog.getByRole('button', { name: 'Reject' }).click()
  await page.getByText('cancelled', { exact: true }).first().waitFor()
  expect((await run(id)).state).toBe('cancelled')
})

test('a review shows its facts under the tasks they are of, and is signed with a note', async () => {
  const { id } = await asking('costs')
  const page = await openPage(browser, site)
  await page
    .getByRole('region', { name: /Needs a person/ })
    .getByRole('link', { name: 'The platform costs what it should' })
    .click()
  const card = page.getByRole('region', { name: 'The platform costs what it should' })
  expect(await card.textContent()).toContain('Compare what it takes with what it is for.')
  await card.getByRole('button', { name: 'Sign off' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/What did you look at/).fill('the tables; nothing to shrink')
  await dialog.getByRole('button', { name: 'Sign off' }).click()
  await expect.poll(async () => (await run(id)).signOff).toMatchObject({ by: 'the-operator', note: 'the tables; nothing to shrink' })
  await page.goto(`${site.url}/runs/${id}`)
  await page.getByText('“the tables; nothing to shrink”').waitFor()
})

test('a viewer sees everything and can change nothing: each button is there, can be reached, and says why it does nothing', async () => {
  const { id } = await asking('careful')
  const page = await openPage(browser, site, { role: 'viewer', path: '/requests' })
  for (const name of ['Approve', 'Reject']) {
    const button = page.getByRole('button', { name })
    await button.focus()
    await page.getByRole('tooltip').getByText('This needs the role operator; your token has the role viewer.').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
  }
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.goto(`${site.url}/tasks/site/vacuum`)
  expect(await page.getByRole('button', { name: 'Plan' }).getAttribute('aria-disabled')).toBe('true')
  expect((await run(id)).state).toBe('waiting')
})
