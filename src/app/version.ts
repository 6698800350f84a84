import { existsSync, readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'

/** The folder that holds src, sim, stacks and web: the checkout, or `dist` of the installed package. */
export const treeRoot: string = join(import.meta.dirname, '..', '..')

/** `.ts` in a checkout, `.js` in the installed package. */
export const sourceExtension: string = extname(import.meta.filename)

export const version: string = (JSON.parse(readFileSync(join(findPackage(treeRoot), 'package.json'), 'utf8')) as { version: string })
  .version

function findPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findPackage(dirname(folder))
}
