import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// Before `npm pack`: dist/ becomes the checkout in JavaScript, with the same folders, because Node strips no types under node_modules.
// What is loaded by listing a folder (procedures, targets) is named in tsconfig.build.json; everything else by what they import.

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const run = (...args: string[]) => execFileSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })

run('scripts/setup.mjs', '--web')
rmSync('dist', { recursive: true, force: true })
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json')
cpSync('web/dist', 'dist/web/dist', { recursive: true })
cpSync('stacks', 'dist/stacks', { recursive: true })
