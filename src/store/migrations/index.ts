import { initial } from './0001-initial.ts'
import { archives } from './0002-archives.ts'

/** In the order of their application; one that has been released never changes. */
export const migrations: readonly { readonly id: number; readonly name: string; readonly text: string }[] = [
  { id: 1, name: 'initial', text: initial },
  { id: 2, name: 'archives', text: archives },
]
