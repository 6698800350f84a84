import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitFor } from '../engine/world.ts'
import { openBrowser, openPage } from './browser.ts'
import { openSite } from './site.ts'
import type { Site } from './site.ts'

let site: Site
let browser: Browser
beforeAll(async () => {
  ;[site, browser] = await Promise.all([openSite(), openBrowser()])
  const { id } = await site.ask<{ id: string }>('POST', '/api/tasks/site/lost/run', {})
  await waitFor(async () => ((await site.ask<{ state: string }>('GET', `/api/runs/${id}`)).state === 'failed' ? true : null), 60_000)
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

test('a month shows rare duties one by one and sums the frequent ones up, by how they ended', async () => {
  const page = await openPage(browser, site, { path: '/calendar' })
  const today = page.getByRole('cell').filter({ has: page.locator('[aria-current=date]') })
  await today.getByText(/1 frequent · [\d,]+\+/).waitFor()
  const failed = today.getByRole('link', { name: 'A folder that is not there' })
  expect(await failed.textContent()).toContain('failed')
  await failed.click()
  await page.getByRole('heading', { level: 1, name: 'A folder that is not there' }).waitFor()
  expect(page.url()).toMatch(/\/runs\//)
})

test('a week lists what was and what will be, in the viewer’s zone', async () => {
  const page = await openPage(browser, site, { path: '/calendar?view=week', timezone: 'Asia/Tokyo' })
  await page.getByText('Times and days in Asia/Tokyo').waitFor()
  await page.getByRole('button', { name: 'The next week' }).click()
  const monday = page.getByRole('region', { name: /^Monday/ })
  // Daily at 02:00 in New York is 15:00 or 16:00 in Tokyo, by the season there.
  const item = (name: string) => monday.getByRole('listitem').filter({ hasText: name })
  // On a Monday that of this week stands there until the next week has come.
  await expect.poll(() => item('The service answers').textContent()).toContain('100+ due')
  await expect.poll(() => item('The database is well').textContent()).toMatch(/1[56]:00/)
})

test('the address holds the month, so that going on and back through time is going on and back', async () => {
  const page = await openPage(browser, site, { path: '/calendar?view=month&day=2026-03-31' })
  await page.getByRole('heading', { level: 1, name: 'March 2026' }).waitFor()
  await page.getByRole('button', { name: 'The month before' }).click()
  await page.getByRole('heading', { level: 1, name: 'February 2026' }).waitFor()
  expect(new URL(page.url()).searchParams.get('day')).toBe('2026-02-28')
  await page.getByRole('button', { name: 'Today' }).click()
  await page.locator('[aria-current=date]').waitFor()
})
