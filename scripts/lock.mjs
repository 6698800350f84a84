// `npm run lock`: completes package-lock.json with the platform packages that the registry in use didn't offer.
//
// npm leaves an optional package that it couldn't fetch out of the lock file, and `npm ci` then refuses the file on every machine, because
// it asks for that package again. So each gets an entry with the exact version that its parent pins, and the platforms that its name says.
// Such an entry has no integrity hash: npm takes what the registry has under that version.
// Run it after an `npm install`; `--check` changes nothing and exits 1 when something is missing.
import { readFileSync, writeFileSync } from 'node:fs'

const file = 'package-lock.json'
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

const lock = JSON.parse(readFileSync(file, 'utf8'))
const missing = missingEntries(lock.packages)
const names = Object.keys(missing).map((path) => path.replace(/^.*node_modules\//, ''))

if (names.length === 0) console.log(`${file} is complete`)
else if (process.argv.includes('--check')) {
  console.error(
    `${file} has no entry for ${names.join(', ')}, so \`npm ci\` will refuse it\nHINT: run \`npm run lock\` and commit the file`,
  )
  process.exitCode = 1
} else {
  lock.packages = Object.fromEntries(Object.entries({ ...lock.packages, ...missing }).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`added to ${file}: ${names.join(', ')}`)
}

function missingEntries(packages) {
  const added = {}
  for (const [parent, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!isLocked(packages, parent, name)) added[`node_modules/${name}`] = platformEntry(name, version, entry.dev)
    }
  }
  return added
}

/** Whether Node's own search, from the parent's folder upwards, ends at an entry of the lock file. */
function isLocked(packages, parent, name) {
  for (let at = parent; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`] !== undefined) return true
    if (at === '') return false
  }
}

function platformEntry(name, version, dev) {
  const words = name.split(/[^a-z0-9]+/)
  const os = systems.filter((system) => words.includes(system))
  const cpu = processors.filter((processor) => words.includes(processor))
  if (!/^\d/.test(version) || os.length !== 1 || cpu.length !== 1) {
    throw new Error(`${name}@${version}: not a platform package of one exact version, so its entry can't be made up`)
  }
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : words.some((word) => word.startsWith('gnu')) ? 'glibc' : null
  return { version, cpu, ...(dev ? { dev } : {}), ...(libc ? { libc: [libc] } : {}), optional: true, os }
}
