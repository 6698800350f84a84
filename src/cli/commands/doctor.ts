import { readSettings } from '../../app/settings.ts'
import { printJson } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import type { Check, Checked } from '../doctor/check.ts'
import { clock, diskRoom, freePort, homeFolder } from '../doctor/machine.ts'
import { chromium, nodeVersion, postgresServer, postgresTools, setpriv, stateDatabase } from '../doctor/programs.ts'
import { exitCodes } from '../exit-code.ts'
import { countOf } from '../../base/number.ts'
import type { Paint } from '../terminal.ts'

const checks: readonly Check[] = [
  nodeVersion,
  postgresServer,
  stateDatabase,
  homeFolder,
  diskRoom,
  freePort,
  clock,
  setpriv,
  postgresTools,
  chromium,
]
const signs = { fine: ['✔', 'green'], poorer: ['!', 'yellow'], missing: ['✘', 'red'] } as const

export const doctor: Command<[], JsonOption> = async (terminal, _, { json }) => {
  const settings = readSettings(process.env)
  const found = await Promise.all(checks.map((check) => check(settings)))
  const missing = found.filter(({ state }) => state === 'missing').length
  if (json) printJson(terminal, found)
  else {
    const width = Math.max(...found.map(({ name }) => name.length))
    for (const line of found) terminal.out(showChecked(line, width, terminal.paint))
    terminal.out(missing === 0 ? '\nUpkeep can run here' : `\nUpkeep can't run here: ${countOf(missing, 'thing')} missing`)
  }
  return missing === 0 ? exitCodes.fine : exitCodes.usage
}

function showChecked({ name, state, found, hint }: Checked, width: number, paint: Paint): string {
  const [sign, style] = signs[state]
  const line = `${paint(style, sign)} ${name.padEnd(width)}  ${found}`
  return hint === undefined ? line : `${line}\n  ${' '.repeat(width)}  HINT: ${hint}`
}
