import { printJson } from '../context.ts'
import type { Command } from '../context.ts'
import { exitCodes } from '../exit-code.ts'

/** The JSON Schema of stack files, for editors. */
export const schema: Command<[]> = async (terminal) => {
  const { loadCatalogue } = await import('../../app/catalogue.ts')
  const { stackJsonSchema } = await import('../../stack/index.ts')
  printJson(terminal, stackJsonSchema(await loadCatalogue()))
  return exitCodes.fine
}
