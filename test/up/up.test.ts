import { writeFile } from 'node:fs/promises'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { waitFor } from '../engine/world.ts'
import { ownPort, startUpkeep, temporaryFolder } from '../harness/index.ts'
import type { TestProcess } from '../harness/index.ts'

const stack = `
stack: small
targets:
  machine: { kind: host }
guide:
  resources: { does: host.resources, target: machine, every: every 1s }
`

type Home = { readonly path: string; start(): Promise<{ process: TestProcess; url: string; token: string | null }> }

async function makeHome(): Promise<Home> {
  const folder = await temporaryFolder()
  onTestFinished(() => folder.close())
  const file = join(folder.path, 'small.yaml')
  const port = await ownPort()
  await writeFile(file, stack)
  return {
    path: folder.path,
    start: async () => {
      const process = startUpkeep(['up', file], { env: { UPKEEP_HOME: folder.path, UPKEEP_PORT: String(port), UPKEEP_LOG: 'info' } })
      const [, url, token] = await process.waitFor(/Upkeep is up: (http:\S+?)(?:\/#token=(\S+))?\s/, 60_000)
      return { process, url: url!, token: token ?? null }
    },
  }
}

/** Everything that runs for this home, from the process table: our own parts name it in their environment, PostgreSQL in its arguments. */
function processesOf(home: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        const belongs = command.includes(home) || readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`UPKEEP_HOME=${home}`)
        // The harness's own: removes the folder when the test's process is gone.
        if (command.includes(' janitor ')) return []
        return belongs && command !== '' ? [{ pid: Number(pid), command }] : []
      } catch {
        return []
      }
    })
}

const health = async (url: string): Promise<{ status: string; workers: number; last_updated: string | null }> =>
  (await fetch(`${url}/api/health`)).json() as Promise<{ status: string; workers: number; last_updated: string | null }>
const healthy = (url: string): Promise<true> =>
  waitFor(async () => {
    const now = await health(url).catch(() => null)
    return now?.status === 'ok' && now.last_updated !== null ? true : null
  }, 60_000)

describe('upkeep up', () => {
  it('prints where it is and a token once, runs the guide, and leaves no process after Ctrl-C', async () => {
    const home = await makeHome()
    const first = await home.start()
    expect(first.token).toMatch(/^upk_/)
    await healthy(first.url)
    const overview = await fetch(`${first.url}/api/overview`, { headers: { authorization: `Bearer ${first.token}` } })
    expect(await overview.json()).toMatchObject({ stacks: [{ stack: 'small', tasks: 1 }] })
    first.process.killGroup('SIGINT')
    expect(await first.process.ended).toEqual({ code: 0, signal: null })
    expect(processesOf(home.path)).toEqual([])
    const second = await home.start()
    expect(second.token).toBeNull()
    // At the very moment at which it says that it is up.
    second.process.kill('SIGTERM')
    expect(await second.process.ended).toEqual({ code: 0, signal: null })
    expect(processesOf(home.path)).toEqual([])
  })

  it('starts its server and its worker again when they are killed', async () => {
    const home = await makeHome()
    const { process: started, url } = await home.start()
    await healthy(url)
    for (const role of [/main\.ts serve$/, /main\.ts work$/, /postgres -D/]) {
      const victim = processesOf(home.path).find(({ command }) => role.test(command))
      if (!victim) throw new Error(`nothing runs that matches ${role.source}`)
      process.kill(victim.pid, 'SIGKILL')
      const killedAt = new Date().toISOString()
      await waitFor(
        async () => {
          const now = await health(url).catch(() => null)
          return now !== null && now.status === 'ok' && (now.last_updated ?? '') > killedAt ? true : null
        },
        60_000,
        async () => started.stderr,
      )
    }
    started.kill('SIGTERM')
    expect(await started.ended).toEqual({ code: 0, signal: null })
  })

  it('killed with kill -9 leaves nothing that the next start can’t take over', async () => {
    const home = await makeHome()
    const first = await home.start()
    await healthy(first.url)
    first.process.kill('SIGKILL')
    const second = await home.start()
    await healthy(second.url)
    second.process.kill('SIGTERM')
    await second.process.ended
    expect(processesOf(home.path)).toEqual([])
  })

  it('killed with kill -9 while it starts, at any moment, starts the next time', async () => {
    const home = await makeHome()
    for (const afterMs of [50, 300, 600, 1_000, 1_500]) {
      const doomed = startUpkeep(['up', join(home.path, 'small.yaml')], { env: { UPKEEP_HOME: home.path, UPKEEP_PORT: '0' } })
      await new Promise((resolve) => setTimeout(resolve, afterMs))
      doomed.kill('SIGKILL')
      await doomed.ended
    }
    const { process: started, url } = await home.start()
    await healthy(url)
    started.kill('SIGTERM')
    expect(await started.ended).toEqual({ code: 0, signal: null })
  })

  it('says what is wrong with a stack file and starts nothing', async () => {
    const home = await makeHome()
    await writeFile(join(home.path, 'small.yaml'), stack.replace('host.resources', 'host.resorces'))
    const failed = startUpkeep(['up', join(home.path, 'small.yaml')], { env: { UPKEEP_HOME: home.path } })
    expect(await failed.ended).toEqual({ code: 2, signal: null })
    expect(failed.stderr).toMatch(/small\.yaml:6:\d+: .*host\.resorces[\s\S]*host\.resources/)
    expect(processesOf(home.path)).toEqual([])
  })
})
