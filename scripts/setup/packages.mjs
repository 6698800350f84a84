import { readFileSync, rmSync } from 'node:fs'
import { runQuietly } from './child.mjs'

/**
 * Installs the packages of package-lock.json unless they are all there.
 *
 * What is there is read from node_modules/.package-lock.json: npm writes that file last, after every package is unpacked and every install
 * script has run, so an install that was killed half-way counts as none, and one that a person made by hand counts.
 */
export async function installPackages(say) {
  const missing = missingPackages(readLock('package-lock.json'), readLock('node_modules/.package-lock.json'))
  if (missing.length === 0) return
  say(`installing ${missing.length} packages (npm ci) ...`)
  const startedMs = Date.now()
  rmSync('node_modules/.package-lock.json', { force: true })
  await runQuietly('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    describe: 'npm ci failed',
    hint: 'see the lines above; without a network it needs a filled npm cache. `npm ci` shows the whole output.',
  })
  say(`installed in ${Math.round((Date.now() - startedMs) / 1000)} s`)
}

/**
 * Names of packages that the lock file asks for and that aren't installed in that version.
 * Packages for other platforms are optional, and a failed optional package doesn't fail npm: they don't count.
 */
export function missingPackages(wanted, present) {
  return Object.entries(wanted.packages)
    .filter(([path, entry]) => path !== '' && !entry.optional && !entry.devOptional && present.packages[path]?.version !== entry.version)
    .map(([path]) => path)
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return { packages: {} }
    throw error
  }
}
