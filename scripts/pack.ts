import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

// Before `npm pack`: dist/ becomes the checkout in JavaScript, with the same folders, because Node strips no types under node_modules.
// What is loaded by listing a folder (procedures, targets) is named in tsconfig.build.json; everything else by what they import.

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
rmSync('dist', { recursive: true, force: true })
const compiled = spawnSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], { stdio: ['ignore', 'inherit', 'inherit'] })
if (compiled.status === 0) {
  cpSync('web/dist', 'dist/web/dist', { recursive: true, filter: (path) => basename(path) !== '.sources' })
  cpSync('stacks', 'dist/stacks', { recursive: true })
} else {
  console.error('the sources were not compiled\nHINT: `npm run types` shows the same problems')
  process.exitCode = 1
}
