import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import type { Settings } from '../../app/settings.ts'

/** `missing`: Upkeep doesn't work so. `poorer`: it works, without what `found` says. */
export type Checked = {
  readonly name: string
  readonly state: 'fine' | 'poorer' | 'missing'
  readonly found: string
  readonly hint?: string
}

/** Looks at one thing, and changes nothing. */
export type Check = (settings: Settings) => Promise<Checked>

/** The full path of a program that may be run, or null. */
export function onPath(...names: readonly string[]): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => allows(file, constants.X_OK)) ?? null
}

export function allows(path: string, mode: number): boolean {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}

/** The folder itself, or the nearest one above it that exists. */
export const nearestFolder = (folder: string): string => (existsSync(folder) ? folder : nearestFolder(dirname(folder)))
