import { existsSync } from 'node:fs'
import { access, constants, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { oldestMajor } from '../base/postgres-version.ts'
import { runProgram } from './run-program.ts'
import type { Account } from './account.ts'

/** Where server binaries come from: UPKEEP_POSTGRES_BIN, this machine's own installation, or the npm package. */
export type ServerOrigin = 'override' | 'machine' | 'package'

/** One set of PostgreSQL server binaries. */
export type Server = {
  /** As the server states it: "15.14", "18.4", "19beta1". */
  readonly version: string
  readonly major: number
  /** Absolute, symbolic links resolved. */
  readonly binDir: string
  readonly origin: ServerOrigin
  /** Names of the programs beside the server: pg_dump, psql, pgbench ... The npm package has none of these. */
  readonly tools: ReadonlySet<string>
  /** The folder of loadable libraries (pg_stat_statements ...), null when it isn't at a known place. */
  readonly libDir: string | null
}

/** A folder that looked like a server and can't be used as one. */
export type UnusableServer = { readonly binDir: string; readonly origin: ServerOrigin; readonly problem: string }

/**
 * Looks at a folder of binaries: it is a server when `postgres` and `initdb` are in it and `postgres --version` runs, under the given account
 * where there is one. Returns null for a folder without them (a client-only installation), which is nothing to complain about.
 */
export async function lookAtServer(binDir: string, origin: ServerOrigin, account?: Account): Promise<Server | UnusableServer | null> {
  if (!existsSync(join(binDir, 'postgres')) || !existsSync(join(binDir, 'initdb'))) return null
  const said = await runProgram(join(binDir, 'postgres'), ['--version'], { account, timeoutMs: 30_000 })
  const version = parseVersion(said.stdout)
  if (said.code !== 0 || version === null) {
    return { binDir, origin, problem: `postgres --version ${said.problem ?? 'said nothing that is a version'}` }
  }
  if (version.major < oldestMajor) return { binDir, origin, problem: `its version ${version.text} is older than ${oldestMajor}` }
  return { version: version.text, major: version.major, binDir, origin, tools: await programsIn(binDir), libDir: libraryFolder(binDir) }
}

export const isServer = (found: Server | UnusableServer | null): found is Server => found !== null && 'version' in found

/** True when the server can load this library, so that naming it in shared_preload_libraries doesn't keep the server from starting. */
export function hasLibrary(server: Server, library: string): boolean {
  return server.libDir !== null && ['.so', '.dylib'].some((suffix) => existsSync(join(server.libDir!, library + suffix)))
}

/** "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)" is 15.14; betas and vendors' names are understood. */
export function parseVersion(text: string): { text: string; major: number } | null {
  const match = /^postgres \([^)]*\) ((\d+)(?:\.\d+|beta\d+|rc\d+|devel)?)/.exec(text)
  return match ? { text: match[1]!, major: Number(match[2]) } : null
}

/** Newest first; a release comes after its betas. */
export function newestFirst(a: Server, b: Server): number {
  const rank = (server: Server) => Number(/^\d+\.(\d+)/.exec(server.version)?.[1] ?? -1)
  return b.major - a.major || rank(b) - rank(a)
}

async function programsIn(binDir: string): Promise<ReadonlySet<string>> {
  const names = await readdir(binDir)
  const runnable = await Promise.all(
    names.map((name) =>
      access(join(binDir, name), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  )
  return new Set(names.filter((_, index) => runnable[index]))
}

/** Every server has plpgsql, so the folder that holds it is the one. */
function libraryFolder(binDir: string): string | null {
  const places = ['../lib/postgresql', '../lib', '../lib64/pgsql', '../lib/pgsql', '../lib64']
  const found = places.find((place) => ['plpgsql.so', 'plpgsql.dylib'].some((file) => existsSync(join(binDir, place, file))))
  return found === undefined ? null : join(binDir, found)
}
