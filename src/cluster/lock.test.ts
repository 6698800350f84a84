import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startNode, temporaryFolder } from '../../test/harness/index.ts'
import { takeLock, tryLock } from './lock.ts'

const holder = (file: string) =>
  startNode([
    '--input-type=module',
    '-e',
    `
    import { takeLock } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))}
    await takeLock(${JSON.stringify(file)}, { timeoutMs: 60_000 })
    console.log('held')
    setInterval(() => {}, 60_000)`,
  ])

test('a lock has one holder, also within one process, and is free after its release', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'lock')
  const lock = tryLock(file)
  expect(lock).not.toBeNull()
  expect(tryLock(file)).toBeNull()
  lock!.release()
  lock!.release()
  tryLock(file)!.release()
})

test('a lock is free as soon as its holder has been killed, and the one who waits gets it', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'lock')
  const first = holder(file)
  await first.waitFor(/held/)
  expect(tryLock(file)).toBeNull()
  const second = holder(file)
  const third = takeLock(file, { timeoutMs: 20_000 })
  first.kill('SIGKILL')
  const winner = await Promise.race([third.then(() => 'third' as const), second.waitFor(/held/).then(() => 'second' as const)])
  expect(tryLock(file)).toBeNull()
  if (winner === 'second') second.kill('SIGKILL')
  ;(await third).release()
  await second.waitFor(/held/)
})

test('waiting for a lock ends with an error that says which', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'lock')
  const lock = tryLock(file)!
  await expect(takeLock(file, { timeoutMs: 100 })).rejects.toMatchObject({
    name: 'RemoteError',
    transient: true,
    message: `another process has held ${file} for 0.1 s`,
  })
  lock.release()
})
