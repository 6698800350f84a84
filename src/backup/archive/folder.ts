import { createHash } from 'node:crypto'
import { lstat, mkdir, realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { UserError } from '../../base/errors.ts'

/*
 * The folder of archives. Each archive is a folder of its own in it, `<stack>/<schema.table>/<span>.<id>`, with the rows and the manifest.
 * Nothing is written or read through a link, or outside.
 */

/** The folder itself, made when it isn't there. Throws a UserError when it can't be used. */
export async function openFolder(path: string): Promise<string> {
  if (!isAbsolute(path))
    throw new UserError(`the folder of archives, ${path}, doesn't begin at the root`, { hint: 'write it as /srv/archives.' })
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    return await realpath(path)
  } catch (error) {
    throw new UserError(`the folder of archives, ${path}, can't be used: ${codeOf(error)}`, {
      hint: 'make it, and let the account of the worker write into it.',
      cause: error,
    })
  }
}

/** A folder below; each part is one name. Throws a UserError when a link stands in the way: it could lead anywhere. */
export async function openInside(root: string, ...parts: readonly string[]): Promise<string> {
  let path = root
  for (const part of parts) {
    if (part === '' || part === '.' || part === '..' || /[/\\\0]/.test(part))
      throw new Error(`not the name of a folder: ${JSON.stringify(part)}`)
    path = join(path, part)
    await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
    const found = await lstat(path)
    if (!found.isDirectory()) {
      throw new UserError(`${path} is ${found.isSymbolicLink() ? 'a link' : 'not a folder'}: nothing is archived through it`, {
        hint: 'move it away; folders of archives hold nothing but what Upkeep wrote.',
      })
    }
  }
  return path
}

/** The real path of an archive that is on record, which must lie in the folder that it was made in. Throws a UserError when it is gone or leads elsewhere. */
export async function findInside(root: string, path: string): Promise<string> {
  const real = await realpath(path).catch((error: unknown) => {
    throw new UserError(`the archive ${path} is gone: ${codeOf(error)}`, {
      code: 'not-found',
      hint: 'bring it back, or take another archive.',
    })
  })
  const inside = relative(await realpath(root), real)
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw new UserError(`the archive ${path} leads out of its folder ${root}`, { hint: 'a link was put in its place.' })
  return real
}

/** A name for people that is safe in a path whatever it is made of; different names stay different. */
export function folderName(name: string): string {
  const safe = name.replaceAll(/[^\w.-]/g, '_').slice(0, 100)
  return safe === name && /^\w/.test(name)
    ? name
    : `${safe.replace(/^\.+/, '')}~${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}

/** The operating system's code of an error, such as ENOENT. */
export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error))
