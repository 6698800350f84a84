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

const look = () => site.ask('POST', '/api/tasks/site/service/run', {})

test('a finding opens while one looks, is acknowledged with a note, and resolves when a look no longer finds it', async () => {
  const overview = await openPage(browser, site)
  const page = await openPage(browser, site, { path: '/findings' })
  await page.getByText('Nothing is wrong, as far as was looked').waitFor()
  site.slowService(true)
  await look()
  const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 2 }) })
  await row
    .getByRole('heading', { level: 2 })
    .getByText(/latency|slow/i)
    .waitFor()
  await expect.poll(() => overview.getByTestId('verdict').getAttribute('data-status')).toMatch(/attention|trouble/)
  const wrong = overview.getByRole('region', { name: /^What is wrong/ })
  await wrong.getByRole('link', { name: /latency|slow/i }).waitFor()

  await row.getByRole('button', { name: 'Acknowledge' }).click()
  await page.getByRole('dialog').getByLabel('Note').fill('the new index arrives today')
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click()
  await row.getByText('Acknowledged by the-operator').waitFor()
  expect(await row.textContent()).toContain('“the new index arrives today”')
  // Somebody knows: it is nothing that the overview has to say first any more.
  await wrong.waitFor({ state: 'detached' })

  site.slowService(false)
  await look()
  await page.getByText('Nothing is wrong, as far as was looked').waitFor()
  await page.getByLabel('State', { exact: true }).selectOption('resolved')
  await row.getByText('a later look no longer found it').waitFor()
})

test('the filters stand in the address, so that what one sees can be sent to somebody', async () => {
  const page = await openPage(browser, site, { path: '/findings?state=all&severity=info' })
  await page.getByText('No finding matches').waitFor()
  expect(await page.getByLabel('State', { exact: true }).inputValue()).toBe('all')
  await page.getByLabel('Severity').selectOption('')
  await page.getByRole('heading', { level: 2 }).first().waitFor()
  await page.getByLabel('Filter findings').fill('words that no finding has')
  await page.getByText('No finding matches').waitFor()
  expect(new URL(page.url()).searchParams.get('q')).toBe('words that no finding has')
})

test('words that are wider than a phone are broken, and not cut off', async () => {
  const { id } = await site.ask<{ id: string }>('POST', '/api/tasks/site/wordy/run', {})
  const page = await openPage(browser, site, { path: `/runs/${id}`, width: 360 })
  await page.getByText('not converged', { exact: true }).first().waitFor()
  for (const path of [`/runs/${id}`, '/findings', '/tasks/site/wordy', '/']) {
    await page.goto(site.url + path)
    await page
      .getByText(/sh exited with 3/)
      .first()
      .waitFor()
    const tooWide = await page.evaluate<string[]>(
      "[...document.querySelectorAll('main *')].filter((it) => it.children.length === 0 && it.getBoundingClientRect().right > innerWidth).map((it) => it.outerHTML)",
    )
    expect([path, tooWide]).toEqual([path, []])
  }
})
