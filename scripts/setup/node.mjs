import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

const leastMajor = 24
const bin = 'node_modules/.bin/node'

/**
 * Makes node_modules/.bin/node a Node that runs TypeScript, and returns its path. Every npm script gets it, because npm puts that folder
 * first in PATH. It is the pinned one (the package node-<platform>-<arch>); where that doesn't exist or doesn't run, this machine's own
 * Node if it is new enough.
 */
export function linkNode(platform = `${process.platform}-${process.arch}`) {
  const pinned = `node_modules/node-${platform}/bin/node`
  const tried = []
  for (const candidate of [pinned, process.execPath, ...onPath('node')]) {
    const found = majorVersion(candidate)
    if (typeof found === 'number' && found >= leastMajor) return link(candidate)
    tried.push(`${candidate}: ${typeof found === 'number' ? `version ${found}` : found}`)
  }
  throw new Error(
    `no Node ${leastMajor} or newer for ${platform}\n${tried.map((line) => `    ${line}`).join('\n')}\n` +
      `HINT: \`npm install --no-save --force node-${platform}@24\` fetches the pinned one; else install Node ${leastMajor} and start again.`,
  )
}

function majorVersion(path) {
  if (!existsSync(path)) return 'not there'
  try {
    return Number(/^v(\d+)\./.exec(execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))?.[1])
  } catch (error) {
    return `does not run (${error.code ?? error.message})`
  }
}

/** node_modules/.bin itself is passed over: a link that an earlier start left there says nothing new. */
function onPath(name) {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '' && !folder.endsWith('node_modules/.bin'))
  return folders.map((folder) => join(folder, name)).filter((path) => existsSync(path))
}

function link(path) {
  const to = path.startsWith('node_modules/') ? join('..', path.slice('node_modules/'.length)) : path
  if (linkTarget() === to) return bin
  mkdirSync('node_modules/.bin', { recursive: true })
  rmSync(bin, { force: true })
  symlinkSync(to, bin)
  return bin
}

function linkTarget() {
  try {
    return readlinkSync(bin)
  } catch {
    return null
  }
}
