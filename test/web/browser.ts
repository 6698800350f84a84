import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import type { Role, Site } from './site.ts'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The machine's own Chromium, with a new profile. For beforeAll. */
export function openBrowser(): Promise<Browser> {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const path = ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => existsSync(file))
  if (path === undefined) throw new Error('the browser tests need Chromium\nHINT: apt-get install chromium')
  return chromium.launch({ executablePath: path, headless: true, args: flags })
}

export type View = {
  /** Signed in with the token of this role; null: not signed in. Defaults to operator. */
  readonly role?: Role | null
  readonly path?: string
  readonly width?: number
  readonly scheme?: 'light' | 'dark'
  /** Of the person who looks. Defaults to Europe/Berlin. */
  readonly timezone?: string
  /** The page's clock can be moved by `page.clock`. */
  readonly clock?: boolean
}

/**
 * A page in a profile of its own, closed when the test ends. Whatever it writes to the console as an error or a warning, and every exception in it, fails the test:
 * a page that works breaks no content security policy and loses no promise. (Answers that aren't 2xx are reported by Chromium itself: those are the tests' to look at.)
 */
export async function openPage(
  browser: Browser,
  site: Site,
  { role = 'operator', path = '/', width = 1280, scheme = 'light', timezone = 'Europe/Berlin', clock = false }: View = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: scheme,
    timezoneId: timezone,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  if (clock) await page.clock.install()
  const complaints: string[] = []
  page.on('console', (message) => {
    const expected = /Failed to load resource|net::ERR_/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !expected) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error.stack)))
  onTestFinished(async () => {
    await context.close()
    if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join('\n')}`)
  })
  await page.goto(`${site.url}${path}${role === null ? '' : `#token=${site.tokens[role]}`}`)
  if (role !== null) await page.getByText('Live', { exact: true }).first().waitFor()
  return page
}
