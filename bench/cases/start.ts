import { join } from 'node:path'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { Benchmark } from '../benchmark.ts'
import { inWorkspace } from '../measure/workspace.ts'
import type { Workspace } from '../measure/workspace.ts'
import { startProgram } from '../measure/program.ts'
import { quantile } from '../measure/quantile.ts'

const rounds = 3

const benchmark: Benchmark = {
  title: 'from the command to a usable page',
  how: `\`upkeep up --demo\` after \`npm ci\` and the build of the page, in an empty folder (PostgreSQL clusters are made, the admin token too), until Chromium, having followed the printed link, shows the overview with the demo's stack. The median of ${rounds} rounds; then again in the same folder.`,
  run: async (workspace) => {
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] })
    workspace.later(() => browser.close())
    const first: Opened[] = []
    const second: Opened[] = []
    for (let round = 1; round <= rounds; round++) {
      const home = join(workspace.path, `home-${round}`)
      const opened = await inWorkspace((inner) => openPage(inner, browser, home, null))
      first.push(opened)
      second.push(await inWorkspace((inner) => openPage(inner, browser, home, opened.token)))
      workspace.say(`round ${round}: ${Math.round(opened.pageMs)} ms`)
    }
    const median = (all: readonly Opened[], what: 'readyMs' | 'pageMs'): number =>
      quantile(
        all.map((one) => one[what]),
        0.5,
      ) / 1000
    return [
      { what: 'first start to usable page', value: median(first, 'pageMs'), unit: 's', most: 8 },
      { what: 'of that until the line with the address', value: median(first, 'readyMs'), unit: 's' },
      { what: 'second start to usable page', value: median(second, 'pageMs'), unit: 's', most: 8 },
      { what: 'of that until the line with the address', value: median(second, 'readyMs'), unit: 's' },
    ]
  },
}

function chromiumPath(): string {
  const found = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))
  if (found === undefined) throw new Error('there is no Chromium on this machine\nHINT: apt-get install chromium')
  return found
}

type Opened = { readonly readyMs: number; readonly pageMs: number; readonly token: string }

async function openPage(
  workspace: Workspace,
  browser: Awaited<ReturnType<typeof chromium.launch>>,
  home: string,
  token: string | null,
): Promise<Opened> {
  const startedAt = performance.now()
  const upkeep = startProgram(workspace, process.execPath, ['src/main.ts', 'up', '--demo'], { UPKEEP_HOME: home, UPKEEP_PORT: '0' })
  const [, url = '', shown] = await upkeep.says(/(https?:\/\/[\w.:]+)(?:\/#token=(\S+))?.*\n/)
  const readyMs = performance.now() - startedAt
  const secret = shown ?? token
  if (secret === null) throw new Error(`no token was shown:\n${upkeep.output()}`)
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.goto(`${url}/#token=${secret}`)
    await page.getByText('Funding rates (demo)').first().waitFor()
    return { readyMs, pageMs: performance.now() - startedAt, token: secret }
  } finally {
    await context.close()
  }
}

export default benchmark
