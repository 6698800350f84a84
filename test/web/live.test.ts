import { readdirSync, readFileSync } from 'node:fs'
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

/** The process of this site that serves the page. */
function serverPid(home: string): number {
  const pid = readdirSync('/proc').find((name) => {
    try {
      return (
        /^\d+$/.test(name) &&
        readFileSync(`/proc/${name}/environ`, 'utf8').includes(`UPKEEP_HOME=${home}\0`) &&
        /main\.[tj]s\0serve/.test(readFileSync(`/proc/${name}/cmdline`, 'utf8'))
      )
    } catch {
      return false
    }
  })
  if (pid === undefined) throw new Error('the server was not found among the processes')
  return Number(pid)
}

test('when the server stops answering the page says so, and when it is back the page is live again and shows what it missed', async () => {
  const page = await openPage(browser, site, { path: '/runs?task=broken' })
  await page.getByText('No run matches').waitFor()
  const pid = serverPid(site.home)
  const said = Promise.all([page.getByText('Live updates paused').waitFor(), page.getByText('Not live', { exact: true }).waitFor()])
  process.kill(pid, 'SIGKILL')
  await said
  await expect
    .poll(() =>
      site.ask('POST', '/api/tasks/site/broken/run', {}).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true)
  await page.getByText('Live updates paused').waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Always fails' }).waitFor()
})

test('what can not be read anew stays, with its age and the reason', async () => {
  const page = await openPage(browser, site, { path: '/tasks' })
  await page.getByRole('link', { name: 'Takes its time' }).waitFor()
  await page.route('**/api/tasks', (route) =>
    route.fulfill({ status: 503, json: { error: { code: 'not-available', message: 'the database is being restarted' } } }),
  )
  await site.ask('POST', '/api/tasks/site/broken/run', {})
  const note = page.getByRole('status').filter({ hasText: 'What you see is the tasks as read' })
  await note.waitFor()
  expect(await note.textContent()).toContain('the database is being restarted')
  expect(await page.getByRole('link', { name: 'Takes its time' }).count()).toBe(1)
  // It can be read from the click on, and not before: a live event would have it read by itself, and take the button away.
  await page.exposeFunction('readable', () => page.unroute('**/api/tasks'))
  await page.evaluate("document.addEventListener('click', () => void readable(), { capture: true, once: true })")
  await note.getByRole('button', { name: 'Try now' }).click()
  await note.waitFor({ state: 'detached' })
})

test('an overview that can not be renewed is no answer any more: it says that nothing is known', async () => {
  const page = await openPage(browser, site)
  await page.route('**/api/overview', (route) => route.abort())
  await site.ask('POST', '/api/tasks/site/broken/run', {})
  await page.getByRole('heading', { level: 1, name: /^Not known just now/ }).waitFor()
  expect(await page.getByTestId('verdict').getAttribute('data-status')).toBe('unknown')
})

test('a server that is frozen, so that the connection stands and nothing comes, is noticed too', async () => {
  const page = await openPage(browser, site, { path: '/tasks', clock: true })
  const pid = serverPid(site.home)
  process.kill(pid, 'SIGSTOP')
  try {
    await page.clock.fastForward('00:50')
    await page.getByText('Live updates paused').waitFor()
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await page.clock.fastForward('00:30')
  await page.getByText('Live updates paused').waitFor({ state: 'detached' })
})
