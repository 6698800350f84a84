import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { readyLine } from '../../src/cli/commands/up.ts'
import { temporaryFolder } from '../harness/index.ts'
import { say } from './upkeep.ts'

it('says in one line where it is and how to sign in', () => {
  const url = 'http://127.0.0.1:8000'
  expect(readyLine({ url, firstToken: 'upk_x' })).toBe(
    `Upkeep is up: ${url}/#token=upk_x  (the link signs you in; keep the token, it is shown this once)`,
  )
  expect(readyLine({ url, firstToken: null })).toBe(
    `Upkeep is up: ${url}  (sign in with your token; \`./upkeep tokens create NAME --role admin\` makes a new one)`,
  )
})

it('ends with 2 and leaves nothing running when its port is taken, and calls that no bug', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'mine.yaml')
  await writeFile(
    file,
    'stack: mine\ntargets:\n  here: { kind: command, directory: /tmp }\nguide:\n  tidy: { does: command.run, target: here, every: on demand, with: { run: ["true"] } }\n',
  )
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  const { code, out, err } = await say(['up', file], {
    UPKEEP_HOME: join(folder.path, 'home'),
    UPKEEP_PORT: String(port),
    UPKEEP_DATABASE_URL: undefined,
  })
  other.close()
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(
    `error: port ${port} on 127.0.0.1 is taken by another program\nHINT: does \`upkeep up\` run already? set UPKEEP_PORT`,
  )
  expect(err).toContain('error: the server could not start\n')
  expect(err).not.toContain('bug:')
})
