import { existsSync } from 'node:fs'
import { UserError } from '../base/errors.ts'
import { readStacks as readFiles } from '../stack/index.ts'
import type { LoadedStack } from '../stack/index.ts'
import { loadCatalogue } from './catalogue.ts'

/** Reads these stack files, or without any those of `folder`. Throws one UserError with the problems of all of them; no files at all are a problem too. */
export async function readStacks(files: readonly string[], folder: string): Promise<readonly LoadedStack[]> {
  const paths = files.length > 0 || !existsSync(folder) ? files : [folder]
  const { stacks, problems } = await readFiles(paths, await loadCatalogue())
  if (problems.length > 0) {
    throw new UserError(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in the stack files; nothing was started`, {
      problems,
    })
  }
  if (stacks.length === 0) {
    throw new UserError(`no stack file was named, and there is none in ${folder}`, {
      hint: 'name one (upkeep up my-stack.yaml), put it there, or see the demo with: upkeep up --demo',
    })
  }
  return stacks
}
