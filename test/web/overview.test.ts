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

test('the headline answers whether everything is all right, and changes by itself when it is not', async () => {
  const page = await openPage(browser, site)
  const verdict = page.getByTestId('verdict')
  await expect.poll(() => verdict.getAttribute('data-status')).toBe('fine')
  await site.ask('POST', '/api/tasks/site/lost/run', {})
  await expect.poll(() => verdict.getAttribute('data-status')).not.toBe('fine')
  // What the page shows follows what the API says: both may change until the run is over.
  await expect
    .poll(async () => {
      const { headline } = await site.ask<{ headline: string }>('GET', '/api/overview')
      return (await page.getByRole('heading', { level: 1 }).textContent()) === headline
    })
    .toBe(true)
  expect(await page.title()).toContain('Upkeep')
})

test('it shows what ran, what is next, who works, and leads to each', async () => {
  const page = await openPage(browser, site)
  const next = page.getByRole('region', { name: 'Next' })
  await next.getByRole('link', { name: 'The database is well' }).waitFor()
  await page
    .getByRole('region', { name: /^Workers/ })
    .getByText('alive')
    .first()
    .waitFor()
  await page
    .getByRole('region', { name: /^Stacks/ })
    .getByText('America/New_York')
    .first()
    .waitFor()
  await page
    .getByRole('region', { name: 'Ran lately' })
    .getByRole('link', { name: /The service answers/ })
    .first()
    .click()
  await page.getByText('converged', { exact: true }).first().waitFor()
})

test('frequent checks that found nothing to do are one row, so that they hide nothing else', async () => {
  const page = await openPage(browser, site)
  const lately = page.getByRole('region', { name: 'Ran lately' })
  await lately.getByText(/^\d+×$/).waitFor()
  expect(await lately.getByRole('link', { name: /The service answers/ }).count()).toBe(1)
})

test('a moment tells the viewer’s time and the stack’s when it is pointed at', async () => {
  const page = await openPage(browser, site, { timezone: 'Asia/Tokyo' })
  const due = page
    .getByRole('region', { name: 'Next' })
    .getByRole('listitem')
    .filter({ hasText: 'The database is well' })
    .getByText(/^in \d/)
  await due.hover()
  const zones = page.getByRole('tooltip')
  await zones.waitFor()
  expect(await zones.textContent()).toMatch(/Asia\/Tokyo \(here\).*America\/New_York.*02:00:00.*UTC/)
})
