import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openPage } from './browser.ts'
import { openSite } from './site.ts'
import type { Site } from './site.ts'

let site: Site
let browser: Browser
beforeAll(async () => {
  ;[site, browser] = await Promise.all([openSite(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

test('a plan shows the very statements and changes nothing; a run then carries them out and proves it', async () => {
  const page = await openPage(browser, site, { path: '/tasks/site/vacuum' })
  await page.getByRole('button', { name: 'Plan' }).click()
  await page.getByText('planned', { exact: true }).first().waitFor()
  expect(await page.getByRole('group', { name: 'Statement' }).first().textContent()).toContain('VACUUM (SKIP_LOCKED')
  await page.getByRole('main').filter({ hasText: 'touches 12,000 rows' }).waitFor()

  await page.goto(`${site.url}/tasks/site/vacuum`)
  await page.getByRole('button', { name: 'Run now' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click()
  // From here on nothing is clicked or loaded: live events bring the rest.
  await page.getByText('converged', { exact: true }).first().waitFor()
  const proof = page.getByRole('region', { name: 'Before and after' })
  await expect.poll(() => proof.getByRole('row').allTextContents()).toContainEqual(expect.stringMatching(/dead rows.*12,000.*0/i))
  await page.getByText('Whole observation').click()
  expect(await page.getByRole('group', { name: 'Observation after' }).textContent()).toContain('tables')
})

test('a step that stands still says why, on its page and on the overview', async () => {
  await site.sql('delete from rates where id > 1000; analyze rates')
  const overview = await openPage(browser, site)
  const page = await openPage(browser, site, { path: '/tasks/site/patient' })
  await page.getByRole('button', { name: 'Run now' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click()
  await page.getByText(/^pauses: the load of the server's machine is .* \(limit 0\.001 for each\)$/).waitFor()
  await overview.getByText(/pauses: the load of the server's machine/).waitFor()
  await page.getByRole('button', { name: 'Cancel the run' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the run' }).click()
  await page.getByText('cancelled', { exact: true }).first().waitFor()
})

test('a run is watched live, on its own page and on the overview, and stops when it is cancelled', async () => {
  const overview = await openPage(browser, site)
  await overview.getByText('Nothing is running at this moment').waitFor()
  const page = await openPage(browser, site, { path: '/tasks/site/slow' })
  await page.getByRole('button', { name: 'Run now' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click()
  await page.getByRole('progressbar', { name: /Progress of/ }).waitFor()
  await overview.getByRole('progressbar', { name: 'Progress of Takes its time' }).waitFor()

  await page.getByRole('button', { name: 'Cancel the run' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the run' }).click()
  await page.getByText('cancelled', { exact: true }).first().waitFor()
  await overview.getByText('Nothing is running at this moment').waitFor()
})

test('a task that runs already can not be started again, and the button says why', async () => {
  const run = await site.ask<{ id: string }>('POST', '/api/tasks/site/slow/run', {})
  const page = await openPage(browser, site, { path: '/tasks/site/slow' })
  const button = page.getByRole('button', { name: 'Run now' })
  await expect.poll(() => button.getAttribute('aria-disabled')).toBe('true')
  await button.focus()
  await page.getByRole('tooltip').getByText('never runs twice at once').waitFor()
  await page.keyboard.press('Enter')
  expect(await page.getByRole('dialog').count()).toBe(0)
  await site.openGate()
  await page.goto(`${site.url}/runs/${run.id.slice(-8)}`)
  await page.getByText('converged', { exact: true }).first().waitFor()
  await expect.poll(() => page.url()).toBe(`${site.url}/runs/${run.id}`)
})

test('a run that can not be carried out says what happened and what to do, and stands among the failed ones', async () => {
  const { id } = await site.ask<{ id: string }>('POST', '/api/tasks/site/lost/run', {})
  const page = await openPage(browser, site, { path: `/runs/${id}` })
  await page.getByText('failed', { exact: true }).first().waitFor()
  await page.getByRole('main').filter({ hasText: 'no-such-program' }).waitFor()
  await page.getByRole('link', { name: 'Runs', exact: true }).first().click()
  await page.getByLabel('State', { exact: true }).selectOption('failed,diverged')
  await page.getByRole('link', { name: 'A folder that is not there' }).waitFor()
  // That one stood among all of them too; the others go when the filtered list has come.
  await page.getByRole('main').getByRole('link', { name: 'Takes its time' }).first().waitFor({ state: 'detached' })
  expect(page.url()).toBe(`${site.url}/runs?state=failed%2Cdiverged`)
})

test('what a program said, and that it failed, is a finding on its run beside the steps that were done', async () => {
  const { id } = await site.ask<{ id: string }>('POST', '/api/tasks/site/broken/run', {})
  const page = await openPage(browser, site, { path: `/runs/${id}` })
  const findings = page.getByRole('region', { name: /^Findings/ })
  await findings.getByText('no room left').waitFor()
})

test('a run that is not there, and a page that is not there, say so', async () => {
  const page = await openPage(browser, site, { path: '/runs/00000000-0000-7000-8000-000000000000' })
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').textContent()).toContain('there is no run 00000000-')
  await page.goto(`${site.url}/nowhere/at/all`)
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
})
