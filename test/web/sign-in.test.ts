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

test('a token in the address signs in, leaves the address and the history, and no script can read it afterwards', async () => {
  const page = await openPage(browser, site, { role: 'admin', path: '/tasks?stack=site' })
  await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor()
  expect(page.url()).toBe(`${site.url}/tasks?stack=site`)
  const left = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state])')
  expect(left).not.toContain(site.tokens.admin)
  await page.getByRole('link', { name: 'Runs' }).click()
  await page.goBack()
  expect(page.url()).toBe(`${site.url}/tasks?stack=site`)
})

test('a token that is pasted signs in, and the page that was asked for is shown', async () => {
  const page = await openPage(browser, site, { role: null, path: '/runs' })
  await page.getByLabel('Token', { exact: true }).fill(site.tokens.viewer)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Signed in as the-viewer viewer' }).waitFor()
})

test('a wrong token is refused in the words of the server, and another can be tried', async () => {
  const page = await openPage(browser, site, { role: null, path: '/#token=upk_wrong' })
  expect(await page.getByRole('alert').textContent()).toMatch(/token/)
  expect(page.url()).toBe(`${site.url}/`)
  await page.getByLabel('Token', { exact: true }).fill(site.tokens.viewer)
  await page.keyboard.press('Enter')
  await page.getByTestId('verdict').waitFor()
})

test('signing out leads to the sign-in page, and what was read is gone', async () => {
  const page = await openPage(browser, site)
  await page.getByRole('button', { name: /Signed in as/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.goto(`${site.url}/runs`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
})

test('a session that ends under the page leads to the sign-in page at the next thing it asks', async () => {
  const page = await openPage(browser, site)
  await page.context().clearCookies()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
})

test('the tokens page is for admins: one is made, shown once, and revoked', async () => {
  const asViewer = await openPage(browser, site, { role: 'viewer', path: '/tokens' })
  await asViewer.getByRole('main').filter({ hasText: 'Your token has the role viewer' }).waitFor()
  expect(await asViewer.getByRole('link', { name: 'Tokens' }).count()).toBe(0)

  const page = await openPage(browser, site, { role: 'admin', path: '/tokens' })
  await page.getByRole('button', { name: 'New token' }).click()
  await page.getByLabel('Name').fill('night-shift')
  await page.getByLabel('Role').selectOption('operator')
  await page.getByRole('button', { name: 'Make the token' }).click()
  const secret = await page.getByRole('group', { name: 'Token' }).textContent()
  expect(await (await fetch(`${site.url}/api/session`, { headers: { authorization: `Bearer ${secret}` } })).json()).toEqual({
    name: 'night-shift',
    role: 'operator',
  })
  await page.getByRole('button', { name: 'I have copied it' }).click()
  const row = page.getByRole('listitem').filter({ hasText: 'night-shift' })
  await row.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await row.waitFor({ state: 'detached' })
  expect((await fetch(`${site.url}/api/session`, { headers: { authorization: `Bearer ${secret}` } })).status).toBe(401)
})
