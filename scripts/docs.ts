import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { apiPage } from './docs/api.ts'
import { benchmarksPage, readmePage } from './docs/benchmarks.ts'
import { cliPage } from './docs/cli.ts'
import { mark } from './docs/page.ts'
import { procedurePages } from './docs/procedures.ts'
import { stackFilesPage } from './docs/stack-files.ts'
import { targetsPage } from './docs/targets.ts'

// `npm run docs` writes the pages of docs/ that come from the code; with `--check` it changes nothing and exits 1 when one isn't current.

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const pages = [
  ...(await procedurePages()),
  await targetsPage(),
  stackFilesPage(),
  await apiPage(),
  cliPage(),
  benchmarksPage(),
  readmePage(),
]
const wanted = new Map(pages.map(({ path, text }) => [join('docs', path), text]))

const stale = [...wanted].filter(([path, text]) => textOf(path) !== text).map(([path]) => path)
const left = readdirSync('docs', { recursive: true, encoding: 'utf8' })
  .map((path) => join('docs', path))
  .filter((path) => path.endsWith('.md') && !wanted.has(path) && textOf(path)?.startsWith(mark))

if (process.argv.includes('--check')) {
  for (const path of stale) console.error(`${path} is not what the code says`)
  for (const path of left) console.error(`${path} is about something that the code no longer has`)
  if (stale.length + left.length > 0) {
    console.error('HINT: run `npm run docs` and commit the pages')
    process.exitCode = 1
  }
} else {
  for (const path of left) rmSync(path)
  for (const path of stale) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, wanted.get(path)!)
  }
  console.log(`docs: ${wanted.size} pages, ${stale.length} written, ${left.length} removed`)
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
