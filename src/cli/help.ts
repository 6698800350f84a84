import { wrap } from './columns.ts'
import type { CommandSpec } from './menu/index.ts'

/** The words around the list of commands in `upkeep --help`. */

export const introduction =
  'Turns a maintenance guide into a running system: what must be done daily, weekly, monthly and quarterly is written in one YAML file; ' +
  'upkeep does it, on time and safely, and proves each step by looking again.'

export const examples = `
Examples:
  upkeep up --demo                     start everything, with a stack to look at
  upkeep check stacks/mine.yaml        every problem of a stack file at once
  upkeep up stacks/mine.yaml           start everything for your own stack
  upkeep tasks                         what is due when
  upkeep plan mine/vacuum              what would be done; changes nothing
  upkeep run mine/vacuum               do it now, and follow it
  upkeep approve 1f2e3d4c              look at a plan, and say yes
  upkeep findings --json | jq          what is wrong, for other programs`

export const exitCodeHelp = `
Exit codes:
  0  converged, nothing to do, or still under way
  1  it went well, but findings are open
  2  bad usage or configuration: nothing was done
  3  failed, not converged, or not possible now
  4  waits for an approval, a sign-off or a window
  130  stopped by Ctrl-C`

export const environmentHelp = `
Environment:
  UPKEEP_HOME             folder that holds all state (default: .upkeep)
  UPKEEP_PORT             port of the page and the API (default: 8000)
  UPKEEP_BIND             address to listen on (default: 127.0.0.1)
  UPKEEP_DATABASE_URL     PostgreSQL to keep state in, not the embedded one
  UPKEEP_HOST             what this worker is called in the \`host:\` of tasks
  UPKEEP_ALLOWED_HOSTS    names that the page is reached by beside localhost
  UPKEEP_TRUSTED_PROXIES  addresses of reverse proxies whose headers are believed
  UPKEEP_LOG              log level: error, warn, info or debug
  NO_COLOR                no colours
Lists are separated by commas.`

/** What stands below the options of one command, in lines that fit into so many columns; examples stay whole, to be copied. */
export function moreHelp({ more, examples: lines = [] }: Pick<CommandSpec, 'more' | 'examples'>, columns: number): string {
  const width = Math.max(0, ...lines.map(([typed]) => typed.length))
  const shown = lines.map(([typed, does]) => `  ${typed.padEnd(width)}  ${does}`.trimEnd())
  return [...(more === undefined ? [] : ['', wrap(more, columns)]), ...(shown.length > 0 ? ['', 'Examples:', ...shown] : [])].join('\n')
}
