// `npm test`: installs what is missing, then hands over to scripts/test/main.ts under the pinned Node. Plain JavaScript for Node 20.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { setUp } from './setup/index.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

try {
  const node = await setUp({ web: false, say: (line) => console.log(`== ${line}`) })
  const child = spawn(node, ['scripts/test/main.ts', ...process.argv.slice(2)], { stdio: ['ignore', 'inherit', 'inherit'] })
  process.on('SIGINT', () => {}) // a terminal sends it to the child as well: its end is ours
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => (process.exitCode = code ?? 128 + constants.signals[signal]))
} catch (error) {
  console.log(error.message)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}
