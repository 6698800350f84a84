import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, resolve } from 'node:path'
import { RemoteError } from '../../base/errors.ts'

/**
 * The file that a program's name stands for: looked for on `path` as execvp(3) does, or from `directory` when the name holds a slash.
 * Throws a RemoteError when there is none that may be run, so that a misspelt name isn't mistaken for a program that failed.
 */
export async function findProgram(name: string, path: string, directory: string): Promise<string> {
  if (name.includes('/')) {
    const file = isAbsolute(name) ? name : resolve(directory, name)
    if (await isProgram(file)) return file
    throw new RemoteError(`${file} is not a program that may be run`, {
      transient: false,
      hint: 'check that it exists and is executable (chmod +x).',
    })
  }
  for (const folder of path.split(delimiter)) {
    const file = resolve(directory, folder, name)
    if (await isProgram(file)) return file
  }
  throw new RemoteError(`there is no program ${JSON.stringify(name)} on the PATH of this worker (${path})`, {
    transient: false,
    hint: 'install it, or name it with its whole path.',
  })
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}
