import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitFor } from '../engine/world.ts'
import { openBrowser, openPage } from './browser.ts'
import { openSite } from './site.ts'
import type { Site } from './site.ts'

const longName = 'funding_rates_of_all_exchanges_by_contract_and_hour_archive_2026'.slice(0, 63)

let site: Site
let browser: Browser
beforeAll(async () => {
  ;[site, browser] = await Promise.all([openSite(), openBrowser()])
  await site.sql(`create table ${longName} (id int); create table zebra (id int)`)
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

const ran = async (...tasks: readonly string[]): Promise<void> => {
  for (const task of tasks) {
    const { id } = await site.ask<{ id: string }>('POST', `/api/tasks/site/${task}/run`, {})
    await waitFor(
      async () => ((await site.ask<{ endedAt: string | null }>('GET', `/api/runs/${id}`)).endedAt === null ? null : true),
      60_000,
    )
  }
}
const section = (page: Page, name: string | RegExp) => page.getByRole('region', { name })
const tables = (page: Page) => page.getByRole('table', { name: 'Tables' })
const firstColumn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`[...document.querySelectorAll('table[aria-label="Tables"] tbody th')].map((cell) => cell.textContent)`)

test('what nobody has looked at is never fine, and fills by itself as soon as somebody looks', async () => {
  const page = await openPage(browser, site, { path: '/databases' })
  await page.getByRole('link', { name: 'database', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'database' }).waitFor()
  await page.getByText('Nobody has looked yet', { exact: true }).first().waitFor()
  await expect.poll(() => page.getByTestId('verdict').getAttribute('data-status')).toBe('unknown')
  await expect.poll(() => page.getByText('not known', { exact: true }).count()).toBeGreaterThanOrEqual(5)
  expect(await section(page, 'What needs care').textContent()).toContain('what it needs is not known')
  // No number is said of what nobody counted.
  for (const name of ['Tables', 'Indexes', 'Statements']) await section(page, name).getByRole('heading', { name, exact: true }).waitFor()
  await ran('size', 'horizon', 'nightly', 'vacuum')
  await tables(page)
    .getByRole('row', { name: /public\.rates/ })
    .waitFor()
  await expect.poll(() => page.getByText('of 1.00 GiB allowed').count()).toBe(1)
})

test('a section that no task looks at says what to add to the stack file', async () => {
  const page = await openPage(browser, site, { path: '/databases/site/database' })
  const statements = section(page, /^Statements/)
  await statements.getByText('Nobody looks at this').waitFor()
  await statements.getByText('What to add to the guide of site').click()
  expect(await statements.getByRole('group', { name: 'Task for the stack file' }).textContent()).toMatch(
    /does: postgres\.slow-queries\s+target: database/,
  )
})

test('each table leads to the task that keeps it clean, and to its last run', async () => {
  const page = await openPage(browser, site, { path: '/databases/site/database' })
  const row = tables(page).getByRole('row', { name: /public\.rates/ })
  await row.getByRole('link', { name: 'Dead rows are removed' }).click()
  await page.getByRole('heading', { level: 1, name: 'Dead rows are removed' }).waitFor()
  await page.goBack()
  await row.getByRole('link', { name: /ago|now/ }).click()
  await page.getByText('converged', { exact: true }).first().waitFor()
  expect(page.url()).toContain('/runs/')
})

test('each index leads to the tasks that see to it, and so does each open finding', async () => {
  await site.sql('create index if not exists rates_twice on rates (id)')
  await ran('indexes', 'horizon')
  const page = await openPage(browser, site, { path: '/databases/site/database' })
  const indexes = page.getByRole('table', { name: 'Indexes' })
  for (const name of [/^public\.rates_pkey/, /^public\.rates_twice/]) {
    const row = indexes.getByRole('row', { name })
    await row.getByRole('link', { name: 'Every index is worth its keep' }).waitFor()
    await row.getByRole('link', { name: /ago|now/ }).waitFor()
  }
  await indexes
    .getByRole('row', { name: /rates_twice/ })
    .getByText(/superfluous/)
    .waitFor()
  const care = section(page, /^What needs care/)
    .getByRole('listitem')
    .filter({ hasText: 'rates_twice is superfluous' })
  await care.getByRole('link', { name: 'Every index is worth its keep' }).waitFor()
  await care.getByRole('link', { name: /ago|now/ }).click()
  await page.getByText('converged', { exact: true }).first().waitFor()
  expect(page.url()).toContain('/runs/')
})

test('times that are written out say their zone', async () => {
  const page = await openPage(browser, site, { path: '/databases/site/database', timezone: 'America/Sao_Paulo' })
  await section(page, /^Indexes/)
    .getByText(/^Scans are counted since .*, \d\d:\d\d:\d\d GMT-3$/)
    .waitFor()
})

test('tables are sorted by any column, with the mouse or the keyboard, and say by which', async () => {
  const page = await openPage(browser, site, { path: '/databases/site/database' })
  await tables(page).getByRole('row', { name: /zebra/ }).waitFor()
  const title = (name: string) => tables(page).getByRole('columnheader', { name })
  await expect.poll(async () => (await firstColumn(page))[0]).toContain('public.rates')
  expect(await title('Size').getAttribute('aria-sort')).toBe('descending')
  await title('Table').getByRole('button').click()
  await expect.poll(() => title('Table').getAttribute('aria-sort')).toBe('ascending')
  expect(await title('Size').getAttribute('aria-sort')).toBe('none')
  const byName = await firstColumn(page)
  await title('Table').getByRole('button').press('Enter')
  await expect.poll(() => firstColumn(page)).toEqual(byName.toReversed())
  expect((await firstColumn(page))[0]).toContain('public.zebra')
})

test('a long name is cut in its middle, and read whole', async () => {
  const page = await openPage(browser, site, { path: '/databases/site/database' })
  await tables(page).getByRole('row', { name: /zebra/ }).waitFor()
  await tables(page)
    .getByRole('rowheader', { name: `public.${longName}` })
    .waitFor()
  const cut = await page.evaluate<object>(`(() => {
    const it = document.querySelector('table [title="public.${longName}"]')
    const isCut = it.firstElementChild.scrollWidth > it.firstElementChild.clientWidth
    const end = it.lastElementChild.getBoundingClientRect()
    return { words: it.textContent, isCut, endIsSeen: end.width > 0 && end.right <= it.closest('th').getBoundingClientRect().right }
  })()`)
  expect(cut).toEqual({ words: `public.${longName}`, isCut: true, endIsSeen: true })
})

test('the curve says in words what it shows, and a point tells its moment', async () => {
  await ran('size')
  const page = await openPage(browser, site, { path: '/databases/site/database' })
  const curve = page.getByRole('img', { name: /^Size at \d+ looks: .* on .*; at least .*, at most / })
  await curve.hover()
  await curve.getByText(/iB.* 20\d\d, \d\d:\d\d/).waitFor()
})

test('on a phone each row is a card, sorted by what is chosen from a list', async () => {
  const page = await openPage(browser, site, { path: '/databases/site/database', width: 360 })
  await tables(page).getByText('public.zebra').waitFor()
  expect(await tables(page).getByRole('columnheader', { name: 'Table' }).count()).toBe(0)
  await page.getByRole('combobox', { name: 'Sort Tables by' }).selectOption('name')
  expect(await firstColumn(page)).toEqual((await firstColumn(page)).toSorted())
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
})

test('a database that can’t be reached is in trouble, and its page says why', async () => {
  await ran('unreachable')
  const page = await openPage(browser, site, { path: '/databases/site/nowhere' })
  await section(page, 'Size over time').getByText('The last look failed').waitFor()
  expect(await section(page, 'Size over time').textContent()).toContain('connection refused')
  await expect.poll(() => page.getByTestId('verdict').getAttribute('data-status')).toBe('trouble')
  await page.goto(`${site.url}/databases`)
  await page.getByRole('listitem').filter({ hasText: 'nowhere' }).getByText('1 critical').waitFor()
})
