import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { onPath } from '../../src/cli/doctor/check.ts'
import { openDoor } from './door.ts'
import type { Door } from './door.ts'

let door: Door
let browser: Browser
beforeAll(async () => {
  door = await openDoor()
  browser = await chromium.launch({ executablePath: onPath('chromium', 'chromium-browser', 'google-chrome')!, args: ['--no-sandbox'] })
})
afterAll(async () => {
  await browser.close()
  await door.close()
})

it('shows the API under the strict policy, with nothing from elsewhere and no complaint of the browser', async () => {
  const url = await door.api.listen({ host: '127.0.0.1', port: 0 })
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`))
  const elsewhere: string[] = []
  page.on(
    'request',
    (request) =>
      void (new URL(request.url()).protocol !== 'data:' && new URL(request.url()).origin !== url && elsewhere.push(request.url())),
  )
  await page.goto(`${url}/docs`)
  await page.getByText('Run a task now').waitFor()
  expect([complaints, elsewhere]).toEqual([[], []])
})
