import type { Browser, Page } from 'playwright-core'
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

const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key)
}
const focused = (page: Page): Promise<string> => page.evaluate<string>('document.activeElement.textContent')
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })

test('the first Tab leads to a link that skips to the content', async () => {
  const page = await openPage(browser, site, { path: '/tasks' })
  await page.getByPlaceholder('Filter tasks').waitFor()
  await press(page, 'Tab')
  expect(await focused(page)).toBe('Skip to the content')
  await page.waitForFunction("getComputedStyle(document.activeElement).opacity === '1'")
  await press(page, 'Enter', 'Tab')
  expect(await page.evaluate('document.activeElement.placeholder')).toBe('Filter tasks')
})

test('g and a letter go to each page, whose heading then has the focus', async () => {
  const page = await openPage(browser, site, { role: 'admin' })
  const places = {
    t: 'Tasks',
    r: 'Runs',
    f: 'Findings',
    d: 'Databases',
    n: 'Needs me',
    c: /\d{4}/,
    p: 'Procedures',
    a: 'Audit',
    k: 'Tokens',
  }
  for (const [key, name] of Object.entries(places)) {
    await press(page, 'g', key)
    await heading(page, name).waitFor()
    await expect.poll(() => focused(page)).toMatch(name)
  }
})

test('j and k walk through the rows, Enter opens one, and the browser leads back', async () => {
  const page = await openPage(browser, site, { path: '/tasks' })
  await page.getByRole('link', { name: 'Dead rows are removed' }).waitFor()
  await press(page, 'j')
  const first = await focused(page)
  await press(page, 'j')
  expect(await focused(page)).not.toBe(first)
  await press(page, 'k')
  expect(await focused(page)).toBe(first)
  await press(page, 'Enter')
  await heading(page, first).waitFor()
  await page.goBack()
  await heading(page, 'Tasks').waitFor()
})

test('/ goes to the filter, Escape empties it and leaves it, and letters typed there are no shortcuts', async () => {
  const page = await openPage(browser, site, { path: '/tasks' })
  await page.getByRole('link', { name: 'Takes its time' }).waitFor()
  await press(page, '/')
  await page.keyboard.type('g r zzz')
  await page.getByText('No task matches').waitFor()
  await heading(page, 'Tasks').waitFor()
  await press(page, 'Escape')
  await page.getByRole('link', { name: 'Takes its time' }).waitFor()
  await press(page, 'Escape', 'g', 'r')
  await heading(page, 'Runs').waitFor()
})

test('? shows every key, Escape closes it, and the keys can be turned off for good', async () => {
  const page = await openPage(browser, site)
  await press(page, '?')
  const help = page.getByRole('dialog', { name: 'Keyboard' })
  await help.getByText('Overview').waitFor()
  expect(await help.getByText('Tokens').count()).toBe(0) // an operator can't go there
  await help.getByRole('switch', { name: 'Single-key shortcuts' }).press('Space')
  await press(page, 'Escape')
  await help.waitFor({ state: 'detached' })
  await press(page, 'g', 'r', '?')
  await page.reload()
  await page.getByTestId('verdict').waitFor()
  await press(page, 'g', 'r', '?')
  expect(await page.getByRole('dialog').count()).toBe(0)
  expect(page.url()).toBe(`${site.url}/`)
})

test('a plan is approved without a mouse, and the focus comes back from the dialog', async () => {
  const { id } = await site.ask<{ id: string }>('POST', '/api/tasks/site/careful/run', {})
  const page = await openPage(browser, site, { path: `/runs/${id}` })
  const approve = page.getByRole('button', { name: 'Approve' })
  await approve.waitFor()
  await approve.focus()
  await press(page, 'Enter')
  const dialog = page.getByRole('dialog')
  const focusedTag = () => page.evaluate('document.activeElement.tagName')
  await expect.poll(focusedTag).toBe('TEXTAREA')
  await press(page, 'Escape')
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => focused(page)).toBe('Approve')
  await press(page, 'Enter')
  await expect.poll(focusedTag).toBe('TEXTAREA')
  await page.keyboard.type('by keyboard')
  await press(page, 'Control+Enter')
  await page.getByText('converged', { exact: true }).first().waitFor()
})

test('every control of the overview is reached by Tab, in the order of the page, and shows that it has the focus', async () => {
  const page = await openPage(browser, site)
  await page.getByRole('link', { name: 'All runs' }).waitFor()
  const reached = new Set<string>()
  for (let tabs = 0; tabs < 60; tabs++) {
    await press(page, 'Tab')
    const { name, shown } = await page.evaluate<{ name: string; shown: boolean }>(`(() => {
      const it = document.activeElement
      const ring = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
      return { name: it.getAttribute('aria-label') ?? it.textContent, shown: it === document.body || ring(getComputedStyle(it)) || ring(getComputedStyle(it, '::after')) }
    })()`)
    expect({ name, shown }).toEqual({ name, shown: true })
    reached.add(name)
  }
  for (const name of ['Overview', 'Calendar', 'All runs', 'Keyboard shortcuts', 'Colours: as the system; change'])
    expect([...reached]).toContainEqual(expect.stringContaining(name))
})
