import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// Before `npm pack`: dist/ becomes the checkout in JavaScript, with the same folders, because Node strips no types under node_modules.
// What is loaded by listing a folder (procedures, targets) is named in tsconfig.build.json; everything else by what they import.

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
rmSync('dist', { recursive: true, force: true })
execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], { stdio: ['ignore', 'inherit', 'inherit'] })
cpSync('web/dist', 'dist/web/dist', { recursive: true })
cpSync('stacks', 'dist/stacks', { recursive: true })
