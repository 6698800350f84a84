/** What a host told about one thing, or why it didn't. Plain JSON: it is evidence. */
export type Reading<Value> =
  | { readonly value: Value }
  | { readonly unread: string; /** The operating system's code, such as ENOENT. */ readonly code?: string }

/** Runs a reading; what the operating system refuses becomes the reason, so that one unreadable thing doesn't hide the others. */
export async function read<Value>(look: () => Promise<Value>): Promise<Reading<Value>> {
  try {
    return { value: await look() }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (error instanceof Unreadable) return { unread: error.message }
    if ('code' in error && typeof error.code === 'string' && 'syscall' in error) return { unread: error.message, code: error.code }
    throw error
  }
}

/** This platform doesn't tell, or not in a form that can be judged. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}
