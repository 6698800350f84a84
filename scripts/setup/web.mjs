import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runQuietly } from './child.mjs'

const built = 'web/dist'
const stamp = '.sources'

/**
 * Builds the web page into web/dist unless what is there was made from these very sources.
 * It is built beside its place and renamed into it, so that a killed or a second build never leaves half a page.
 */
export async function buildWeb(node, say) {
  const sources = hashSources()
  if (readStamp() === sources) return
  say('building the web page ...')
  const fresh = `dist-${process.pid}`
  try {
    await runQuietly(node, ['node_modules/vite/bin/vite.js', 'build', 'web', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'], {
      describe: 'building the web page failed',
      hint: 'it is built by `npm run web`; the page is needed for `up`, not for the other commands.',
    })
    writeFileSync(join('web', fresh, stamp), sources)
    rmSync(built, { recursive: true, force: true })
    renameSync(join('web', fresh), built)
  } finally {
    rmSync(join('web', fresh), { recursive: true, force: true })
  }
}

function readStamp() {
  const path = join(built, stamp)
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

function hashSources() {
  const hash = createHash('sha256')
  const add = (path) => hash.update(path).update('\0').update(readFileSync(path)).update('\0')
  add('package-lock.json')
  for (const path of filesUnder('web')) add(path)
  return hash.digest('hex')
}

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('dist') && !entry.name.startsWith('.'))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]))
    .toSorted()
}
