import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Problem } from '../base/errors.ts'
import type { Catalogue } from './catalogue.ts'
import type { Stack } from './model.ts'
import { parseStack } from './parse.ts'
import type { StackResult } from './parse.ts'

const largestBytes = 1_048_576

/** Reads a stack file. A file that can't be read, or isn't text, is a problem like any other. */
export async function readStack(path: string, catalogue: Catalogue): Promise<StackResult> {
  const text = await readText(path)
  return typeof text === 'string' ? parseStack(text, path, catalogue) : { problems: [text] }
}

export type LoadedStack = { readonly file: string; readonly stack: Stack }

/**
 * Reads several stack files; a folder stands for the `*.yaml` and `*.yml` in it, by name. What can be used is in `stacks`, everything that is wrong with
 * any file in `problems`. Two stacks of the same name are a problem of the later file.
 */
export async function readStacks(
  paths: readonly string[],
  catalogue: Catalogue,
): Promise<{ readonly stacks: readonly LoadedStack[]; readonly problems: readonly Problem[] }> {
  const stacks: LoadedStack[] = []
  const problems: Problem[] = []
  for (const file of await listFiles(paths, problems)) {
    const result = await readStack(file, catalogue)
    if ('problems' in result) {
      problems.push(...result.problems)
      continue
    }
    const other = stacks.find(({ stack }) => stack.name === result.stack.name)
    if (!other) stacks.push({ file, stack: result.stack })
    else
      problems.push({
        message: `${file}: the name ${result.stack.name} is taken by ${other.file}`,
        hint: 'give each stack a name of its own.',
      })
  }
  return { stacks, problems }
}

async function listFiles(paths: readonly string[], problems: Problem[]): Promise<ReadonlySet<string>> {
  const files = new Set<string>()
  for (const path of paths) {
    try {
      const names = (await stat(path)).isDirectory() ? await readdir(path) : null
      if (!names) files.add(path)
      for (const name of names?.toSorted() ?? []) if (/^[^.].*\.ya?ml$/.test(name)) files.add(join(path, name))
    } catch (error) {
      problems.push(unreadable(path, error))
    }
  }
  return files
}

async function readText(path: string): Promise<string | Problem> {
  try {
    const { size } = await stat(path)
    if (size > largestBytes)
      return { message: `${path}: expected a stack file of at most 1 MiB, found ${size} bytes`, hint: 'is this really a stack file?' }
    const bytes = await readFile(path)
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError)
      return { message: `${path}: expected text in UTF-8, found binary data or another encoding`, hint: 'a stack file is YAML in UTF-8.' }
    return unreadable(path, error)
  }
}

function unreadable(path: string, error: unknown): Problem {
  const { code = '', message } = error as NodeJS.ErrnoException
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
  }
  return { message: `${path}: can't be read: ${reasons[code] ?? message}` }
}
