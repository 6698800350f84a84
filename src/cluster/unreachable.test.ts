import { chmod, chown, lstat, mkdir, readFile, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { startProgram, temporaryFolder } from '../../test/harness/index.ts'
import { withClient } from '../../test/harness/admin.ts'
import { collectingLogger, holderReady, quiet, throwAway } from '../../test/fixtures/cluster-case.ts'
import { chooseAccount } from './account.ts'
import { runProgram } from './run-program.ts'
import { startCluster } from './start.ts'

const isRoot = process.getuid!() === 0

test('the server runs as the account that owns its data, and never as root', async () => {
  await using home = await temporaryFolder()
  const cluster = await startCluster({ dataDir: home.path, log: quiet, settings: throwAway })
  const { uid } = await stat(`/proc/${cluster.pid}`)
  expect(uid).not.toBe(0)
  expect((await lstat(cluster.dataFolder)).uid).toBe(uid)
  expect((await chooseAccount(null, home.path)).uid).toBe(uid)
  const groups = /^Groups:(.*)$/m.exec(await readFile(`/proc/${cluster.pid}/status`, 'utf8'))![1]!.trim()
  if (isRoot) expect(groups.split(' ')).not.toContain('0')
  await cluster.stop()
})

test('data that belongs to another user is refused in words that name both', async () => {
  const uid = process.getuid!()
  // Root hands its server to the owner of the data; anybody else can't.
  const asked = chooseAccount({ uid: uid === 0 ? 65_533 : uid + 1, gid: 1 }, '/somewhere/data')
  if (isRoot) expect(await asked).toEqual({ uid: 65_533, gid: 1, name: 'user 65533', drop: true })
  else await expect(asked).rejects.toThrow(`the data folder /somewhere/data belongs to`)
})

/** Only root drops to another account, which then may not get into a folder of root's. */
if (isRoot) {
  test('a folder that the account can not enter keeps its data elsewhere, at the same place each time', async () => {
    await using outer = await temporaryFolder()
    await chmod(outer.path, 0o700)
    const home = join(outer.path, 'state')
    const { lines, log } = collectingLogger()
    const first = await startCluster({ dataDir: home, log, settings: throwAway })
    try {
      expect(first.dataFolder).toMatch(/^\/var\/lib\/upkeep\/state-\w+\/data$/)
      expect(lines.join('')).toContain(`can't enter ${home}: its data is in ${first.dataFolder}`)
      expect(await readFile(join(home, 'data-is-elsewhere'), 'utf8')).toBe(`${first.dataFolder}\n`)
      expect(await readFile(join(dirname(first.dataFolder), 'belongs-to'), 'utf8')).toBe(`${home}\n`)
      await withClient(first.url(), async (client) => client.query('create table kept (x int)'))
      await first.stop()

      const second = await startCluster({ dataDir: home, log, settings: throwAway })
      expect(second.dataFolder).toBe(first.dataFolder)
      await withClient(second.url(), async (client) => client.query('select * from kept'))
      await second.stop()
    } finally {
      await first.stop()
      await rm(dirname(first.dataFolder), { recursive: true, force: true })
      await rmdir('/var/lib/upkeep').catch(() => undefined) // not empty: this machine's own clusters are there
    }
    await expect(startCluster({ dataDir: home, log })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(`says that the data is in ${first.dataFolder}, and it isn't there`),
    })
  })

  test('an ordinary user runs the server as themselves, and is told whose folder they can not use', async () => {
    await using home = await temporaryFolder()
    await chmod(home.path, 0o755)
    const ordinary = async (dataDir: string, uid = 65_534) => {
      const [holder, options] = [
        join(import.meta.dirname, '../../test/fixtures/cluster-holder.ts'),
        JSON.stringify({ dataDir, settings: throwAway }),
      ]
      return startProgram('setpriv', ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', process.execPath, holder, options])
    }
    const own = join(home.path, 'own')
    await mkdir(own)
    await chown(own, 65_534, 65_534)
    const first = await ordinary(own)
    const { pid } = await holderReady(first)
    expect((await stat(`/proc/${pid}`)).uid).toBe(65_534)
    const guest = await ordinary(own)
    expect(await holderReady(guest)).toMatchObject({ pid, adopted: true })
    guest.kill('SIGTERM')
    await guest.ended
    first.kill('SIGTERM')
    expect(await first.ended).toEqual({ code: 0, signal: null })

    await mkdir(join(home.path, 'of-root'))
    const refused = await ordinary(join(home.path, 'of-root'))
    await refused.waitFor(/the data folder \S+ can't be made or written \(EACCES\)/)
    await chmod(home.path, 0o777)
    const nameless = await ordinary(join(home.path, 'of-nobody'), 54_321)
    await nameless.waitFor(/user does not exist[^]*give uid 54321 a name/)
    await chmod(home.path, 0o755)
    const nowhere = await ordinary(join(home.path, 'new'))
    await nowhere.waitFor(/the data folder \S+ can't be made or written \(EACCES\)/)
  })

  test('data that root has brought back from a copy is given to the account', async () => {
    await using home = await temporaryFolder()
    const first = await startCluster({ dataDir: home.path, log: quiet, settings: throwAway })
    await first.stop()
    await runProgram('chown', ['-R', '0:0', first.dataFolder], { timeoutMs: 10_000 })
    const second = await startCluster({ dataDir: home.path, log: quiet, settings: throwAway })
    expect((await lstat(second.dataFolder)).uid).toBe((await chooseAccount(null, home.path)).uid)
    await second.stop()
  })

  test('the npm package is copied, once, to where the account can run it when it is in a folder of root alone', async () => {
    await using outer = await temporaryFolder()
    // In a namespace of its own the project is seen in a folder that only root enters, and /var/lib is empty.
    const project = join(import.meta.dirname, '..', '..')
    const namespace = `
      set -e
      mount -t tmpfs -o mode=0700 none "$1"
      mount -t tmpfs -o mode=0755 none /var/lib
      mkdir "$1/project"
      mount --bind "$2" "$1/project"
      exec "$3" --input-type=module -e "$4" "$1"`
    const twice = `
      const { startCluster } = await import(process.argv[1] + '/project/src/cluster/index.ts')
      const { createLogger } = await import(process.argv[1] + '/project/src/base/logger.ts')
      for (const start of ['first', 'second']) {
        const cluster = await startCluster({ dataDir: process.argv[1] + '/state', log: createLogger(), server: { origin: 'package' }, settings: { fsync: 'off' } })
        console.log(start, cluster.server.binDir)
        await cluster.stop()
      }
      console.log('done')`
    const process_ = startProgram('unshare', ['--mount', '/bin/sh', '-c', namespace, 'sh', outer.path, project, process.execPath, twice])
    await process_.waitFor(/^done$/m)
    expect(process_.stdout).toMatch(
      /^first \/var\/lib\/upkeep\/postgresql-18\.\d+\/bin\nsecond \/var\/lib\/upkeep\/postgresql-18\.\d+\/bin\n/,
    )
    expect(process_.stderr.match(/copied the PostgreSQL binaries/g)).toHaveLength(1)
    expect((await process_.ended).code).toBe(0)
  })
}
