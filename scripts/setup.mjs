// Makes a checkout ready to run: what is missing is installed, and with --web the web page is built. Nothing is done twice.
// Plain JavaScript for Node 20, because it runs before the pinned Node is there.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { installPackages } from './setup/packages.mjs'
import { linkNode } from './setup/node.mjs'
import { buildWeb } from './setup/web.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const say = (line) => console.error(`upkeep: ${line}`)

try {
  await installPackages(say)
  const node = linkNode()
  if (process.argv.includes('--web') && existsSync('web/index.html')) await buildWeb(node, say)
} catch (error) {
  say(error.message)
  process.exitCode = 1
}
