import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Benchmark } from './benchmark.ts'
import { inWorkspace } from './measure/workspace.ts'
import { keepResult } from './result.ts'
import { renderTable } from './table.ts'

// `npm run bench` runs every file of bench/cases, `npm run bench -- NAME ...` those; tables go to standard output, and
// the figures to bench/results, from where `npm run docs` takes them.

process.once('SIGINT', () => process.exit(130))

const folder = join(import.meta.dirname, 'cases')
const all = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''))
const wanted = process.argv.slice(2)
const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
const unknown = wanted.filter((name) => !all.includes(name))

if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}\nHINT: there are ${all.join(', ')}`)
  process.exitCode = 2
} else {
  console.log(`${machine}, ${commit()}`)
  for (const name of wanted.length === 0 ? all : wanted) await runBenchmark(name)
}

async function runBenchmark(name: string): Promise<void> {
  const { default: benchmark } = (await import(join(folder, `${name}.ts`))) as { default: Benchmark }
  console.log(`\n## ${name}: ${benchmark.title}\n\n${benchmark.how}\n`)
  const figures = await inWorkspace((workspace) => benchmark.run(workspace))
  console.log(renderTable(figures))
  keepResult({ name, title: benchmark.title, how: benchmark.how, at: new Date().toISOString(), commit: commit(), machine, figures })
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return 'no commit'
  }
}
