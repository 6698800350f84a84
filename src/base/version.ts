import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Of this Upkeep, as its package.json has it. */
export const version: string = (
  JSON.parse(readFileSync(join(findPackage(import.meta.dirname), 'package.json'), 'utf8')) as { version: string }
).version

function findPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findPackage(dirname(folder))
}
