import { readdir } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

export type FoundModule = {
  readonly path: string
  /** The file's name without its ending. */ readonly name: string
  readonly value: unknown
}

/**
 * The default exports of a folder's modules, by file name; not of its subfolders. Modules without one are helpers and passed over, as tests and
 * declarations are. `extension` is that of the caller's own file, so that sources find .ts and a build finds .js.
 */
export async function defaultExports(folder: string, extension: string): Promise<readonly FoundModule[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && extname(entry.name) === extension && !/\.(test|d)\.[jt]s$/.test(entry.name))
    .map((entry) => entry.name)
    .toSorted()
  const found = await Promise.all(
    files.map(async (file) => {
      const module = (await import(pathToFileURL(join(folder, file)).href)) as { default?: unknown }
      return { path: join(folder, file), name: basename(file, extension), value: module.default }
    }),
  )
  return found.filter(({ value }) => value !== undefined)
}

export async function subfolders(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()
}
