import { execFileSync } from 'node:child_process'
import type { Page } from './page.ts'
import { page } from './page.ts'

/** The command line in its own words: what `upkeep help` prints, for each command. */
export function cliPage(): Page {
  const main = help()
  const commands = commandsIn(main).flatMap((name) => {
    const text = help(name)
    return [section(name, text), ...commandsIn(text).map((inner) => section(`${name} ${inner}`, help(name, inner)))]
  })
  return page('cli.md', '# Command line', fenced(main), ...commands)
}

const section = (name: string, text: string): string => `## upkeep ${name}\n\n${fenced(text)}`
const fenced = (text: string): string => `\`\`\`text\n${text.trimEnd()}\n\`\`\``

/** The names in the lists of a help text: lines that begin with two spaces and a word, under a heading that isn't about options or examples. */
function commandsIn(text: string): readonly string[] {
  let listing = false
  const names: string[] = []
  for (const line of text.split('\n')) {
    if (/^\S.*:$/.test(line)) listing = !/^(Options|Arguments|Examples|Exit codes|Environment):$/.test(line)
    const name = /^ {2}([a-z]\w*)/.exec(line)?.[1]
    if (listing && name !== undefined && name !== 'help') names.push(name)
  }
  return names
}

function help(...command: readonly string[]): string {
  const { COLUMNS: _, FORCE_COLOR: __, ...env } = process.env
  return execFileSync(process.execPath, ['src/main.ts', ...command, '--help'], { encoding: 'utf8', env: { ...env, NO_COLOR: '1' } })
}
