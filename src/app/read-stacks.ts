import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../base/errors.ts'
import type { Problem } from '../base/errors.ts'
import { loadStackFolder, readStack } from '../stack/index.ts'
import type { Stack } from '../stack/index.ts'
import { loadCatalogue } from './catalogue.ts'

export type StackFile = { readonly file: string; readonly stack: Stack }

/** Reads these stack files, or without any those of `folder`. Throws one UserError with the problems of all of them; no files at all are a problem too. */
export async function readStacks(files: readonly string[], folder: string): Promise<readonly StackFile[]> {
  const catalogue = await loadCatalogue()
  const read = files.length === 0 && existsSync(folder) ? await loadStackFolder(folder, catalogue) : await readEach(files)
  if (read.problems.length > 0) {
    const n = read.problems.length
    throw new UserError(`${n} ${n === 1 ? 'problem' : 'problems'} in the stack files; nothing was started`, { problems: read.problems })
  }
  if (read.stacks.length === 0) {
    throw new UserError(`no stack file was named, and there is none in ${folder}`, { hint: 'name one (upkeep up my-stack.yaml), put it there, or see the demo with: upkeep up --demo' })
  }
  return read.stacks
}

async function readEach(files: readonly string[]): Promise<{ stacks: readonly StackFile[]; problems: readonly Problem[] }> {
  const catalogue = await loadCatalogue()
  const results = await Promise.all(files.map(async (file) => ({ file, result: await readStack(file, catalogue) })))
  const stacks = results.flatMap(({ file, result }) => ('stack' in result ? [{ file, stack: result.stack }] : []))
  const names = stacks.map(({ stack }) => stack.name)
  const twice = stacks.filter(({ stack }, n) => names.indexOf(stack.name) < n)
  return {
    stacks,
    problems: [
      ...results.flatMap(({ result }) => ('problems' in result ? result.problems : [])),
      ...twice.map(({ file, stack }): Problem => ({ message: `${file}: another file has a stack named ${stack.name} too`, hint: 'each stack has a name of its own.' })),
    ],
  }
}
