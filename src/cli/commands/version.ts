import { version as upkeep } from '../../app/version.ts'
import { printJson } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'

export const version: Command<[], JsonOption> = async (terminal, _, { json }) => {
  const about = { upkeep, node: process.versions.node, platform: `${process.platform}-${process.arch}` }
  if (json) printJson(terminal, about)
  else terminal.out(`upkeep ${about.upkeep} (Node ${about.node}, ${about.platform})`)
  return exitCodes.fine
}
