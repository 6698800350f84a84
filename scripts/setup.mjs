// `npm start` begins with this: packages are installed and the web page is built, each if it is missing or old.
// Plain JavaScript for Node 20, because it runs before the pinned Node is there.
import { fileURLToPath } from 'node:url'
import { setUp } from './setup/index.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

try {
  await setUp({ web: process.argv.includes('--web'), say: (line) => console.error(`upkeep: ${line}`) })
} catch (error) {
  console.error(`upkeep: ${error.message}`)
  process.exitCode = 1
}
