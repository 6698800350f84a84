import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { waitFor } from '../engine/world.ts'
import { openBrowser, openPage } from './browser.ts'
import { openSite } from './site.ts'
import type { Site } from './site.ts'

let site: Site
let browser: Browser
const runs: Record<string, string> = {}
beforeAll(async () => {
  ;[site, browser] = await Promise.all([openSite(), openBrowser()])
  site.slowService(true)
  for (const task of ['vacuum', 'size', 'horizon', 'nightly', 'unreachable', 'careful', 'slow', 'broken', 'lost', 'service', 'costs'])
    runs[task] = (await site.ask<{ id: string }>('POST', `/api/tasks/site/${task}/run`, {})).id
  const queued = () => site.ask<{ task: string }[]>('GET', '/api/runs?state=queued')
  await waitFor(async () => ((await queued()).every(({ task }) => task === 'often') ? true : null), 60_000)
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

/** Rules of WCAG 2.2 A and AA, and axe's good practice, that the page breaks: each with the elements. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate<{ id: string; nodes: { html: string; failureSummary: string }[] }[]>(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations)",
  )
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n${failureSummary}`))
}

const pages: Record<string, () => string> = {
  overview: () => '/',
  'calendar, month': () => '/calendar?view=month',
  'calendar, week': () => '/calendar?view=week',
  databases: () => '/databases',
  'a database': () => '/databases/site/database',
  'a database that is not there': () => '/databases/site/nowhere',
  tasks: () => '/tasks',
  'a task': () => '/tasks/site/service',
  runs: () => '/runs',
  'a run that converged': () => `/runs/${runs['vacuum']}`,
  'a run that waits for approval': () => `/runs/${runs['careful']}`,
  'a run that is running': () => `/runs/${runs['slow']}`,
  'a run that failed': () => `/runs/${runs['lost']}`,
  findings: () => '/findings',
  requests: () => '/requests',
  procedures: () => '/procedures',
  'a procedure': () => '/procedures/postgres/vacuum',
  audit: () => '/audit',
  tokens: () => '/tokens',
  'no such page': () => '/nowhere',
}

const views = [
  { scheme: 'light', width: 1280 },
  { scheme: 'dark', width: 360 },
] as const

describe.each(views)('in $scheme, $width pixels wide', ({ scheme, width }) => {
  test('no page breaks a rule of WCAG AA, has more than one main heading, or scrolls sideways', async () => {
    const page = await openPage(browser, site, { role: 'admin', scheme, width })
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(site.url + path())
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page
        .getByText(/^Loading /)
        .first()
        .waitFor({ state: 'detached' })
      expect([name, await violations(page)]).toEqual([name, []])
      expect([name, await page.getByRole('heading', { level: 1 }).count()]).toEqual([name, 1])
      expect([name, await page.evaluate('document.documentElement.scrollWidth - innerWidth')]).toEqual([name, 0])
    }
    // Twenty pages, each looked through by axe: two seconds each, five on a busy machine.
  }, 300_000)

  test('neither do the sign-in page and the dialogs', async () => {
    const signIn = await openPage(browser, site, { role: null, scheme, width })
    await signIn.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await violations(signIn)).toEqual([])
    const page = await openPage(browser, site, { role: 'admin', scheme, width, path: '/requests' })
    for (const name of ['Approve', 'Reject', 'Sign off']) {
      await page.getByRole('button', { name }).click()
      await page.getByRole('dialog').getByRole('textbox').waitFor()
      expect([name, await violations(page)]).toEqual([name, []])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    expect(await violations(page)).toEqual([])
  })
})

test('on a phone the four places that are asked for most stand at the bottom, and the rest behind a menu', async () => {
  const page = await openPage(browser, site, { width: 360 })
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /Findings/ })
    .click()
  await page.getByRole('heading', { level: 1, name: 'Findings' }).waitFor()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Audit' }).click()
  await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('the colour scheme follows the system until one is chosen, and a choice is kept', async () => {
  const page = await openPage(browser, site, { scheme: 'dark' })
  const scheme = () => page.evaluate('document.documentElement.dataset.mantineColorScheme')
  expect(await scheme()).toBe('dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await expect.poll(scheme).toBe('light')
  const change = page.getByRole('button', { name: /^Colours:/ })
  await change.click()
  await change.click()
  await expect.poll(scheme).toBe('dark')
  await page.reload()
  await expect.poll(scheme).toBe('dark')
})
