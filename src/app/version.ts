import { extname, join } from 'node:path'

export { version } from '../base/version.ts'

/** The folder that holds src, sim, stacks and web: the checkout, or `dist` of the installed package. */
export const treeRoot: string = join(import.meta.dirname, '..', '..')

/** `.ts` in a checkout, `.js` in the installed package. */
export const sourceExtension: string = extname(import.meta.filename)
