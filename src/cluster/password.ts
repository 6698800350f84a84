import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../base/errors.ts'
import { writeWhole } from '../base/write-whole.ts'

/** The name of the superuser whose password this is. */
export const superuser = 'upkeep'

/** Reads the cluster's password, or makes one (192 random bits) and keeps it in home/password, which only we can read. */
export async function ensurePassword(home: string): Promise<{ readonly password: string; readonly fresh: boolean }> {
  const file = join(home, 'password')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new UserError(`the password of the embedded database in ${file} can't be read (${error.code})`, {
      code: 'forbidden',
      hint: 'start Upkeep as the user that started it first.',
      cause: error,
    })
  })
  if (text !== null && text.trim() !== '') return { password: text.trim(), fresh: false }
  const password = randomBytes(24).toString('base64url')
  await writeWhole(file, `${password}\n`, { mode: 0o600 })
  return { password, fresh: true }
}
