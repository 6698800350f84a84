import { Command as Commander, CommanderError, Option } from 'commander'
import type { Argument } from 'commander'
import { UserError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { exitCodeOfError, exitCodes } from './exit-code.ts'
import type { ExitCode } from './exit-code.ts'
import { environmentHelp, examples, exitCodeHelp, introduction, moreHelp } from './help.ts'
import { groups, menu } from './menu/index.ts'
import type { CommandSpec, OptionSpec, Parts } from './menu/index.ts'
import { reportError } from './report-error.ts'
import type { Terminal } from './terminal.ts'
import { restyleUsageError } from './usage-error.ts'

/** Reads the words after `upkeep`, does what they say, and returns the exit code. Never throws: every error becomes words and a code. */
export async function runCommandLine(words: readonly string[], terminal: Terminal, parts: Parts): Promise<ExitCode> {
  let code: ExitCode = exitCodes.fine
  const program = buildProgram(terminal.width, async (spec, args, options) => {
    const run = await spec.load(parts)
    code = await run(terminal, args, options)
  })
  try {
    checkHelpWord(words)
    checkGroupWord(words)
    if (words.length === 0) program.outputHelp()
    else await program.parseAsync(words, { from: 'user' })
    return code
  } catch (error) {
    // Commander has said already what is wrong with the usage.
    if (error instanceof CommanderError) return error.exitCode === 0 || error.code === 'commander.help' ? exitCodes.fine : exitCodes.usage
    reportError(error, terminal)
    return exitCodeOfError(error)
  }
}

type Action = (spec: CommandSpec, args: readonly unknown[], options: object) => Promise<void>

function buildProgram(width: number, act: Action): Commander {
  const program = new Commander('upkeep')
    .description(introduction)
    .helpOption('-h, --help', 'show this help, or that of a command')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(restyleUsageError(text)) })
    .configureHelp({
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '),
      commandDescription: (command) => sentence(command.description()),
    })
    .addHelpText('after', [examples, exitCodeHelp, environmentHelp].join('\n'))
  for (const [heading, specs] of Object.entries(menu)) for (const spec of specs) addCommand(program, heading, spec, width, act)
  return program
}

function addCommand(program: Commander, heading: string, spec: CommandSpec, width: number, act: Action): void {
  const [first = '', ...rest] = spec.usage.split(' ')
  const inGroup = Object.hasOwn(groups, first)
  const parent = inGroup
    ? (program.commands.find((command) => command.name() === first) ??
      program.command(first).description(groups[first]!).helpGroup(heading))
    : program
  const command = parent
    .command(inGroup ? rest.join(' ') : spec.usage, { isDefault: inGroup && parent.commands.length === 0 })
    .description(spec.description)
  if (!inGroup) command.helpGroup(heading)
  for (const option of spec.options ?? []) command.addOption(toOption(option))
  command.addHelpText('after', moreHelp(spec, width))
  command.action(() => act(spec, command.processedArgs, command.opts()))
}

function toOption({ flags, description, parse, fallback, needed }: OptionSpec): Option {
  const option = new Option(flags, description)
  if (parse) option.argParser(parse)
  if (fallback !== undefined) option.default(fallback)
  return needed ? option.makeOptionMandatory() : option
}

/** `help vacum` would be answered with the help of everything. */
function checkHelpWord([first, word]: readonly string[]): void {
  if (first !== 'help' || word === undefined || word.startsWith('-')) return
  const known = Object.values(menu)
    .flat()
    .map(({ usage }) => usage.split(' ')[0]!)
  if (known.includes(word) || word === 'help') return
  const near = nearest(word, known)
  throw new UserError(`there is no command ${word}`, { hint: near === null ? '`upkeep help` lists them.' : `did you mean ${near}?` })
}

/** `tokens crate` would be taken for an argument of `tokens list`, which the bare `tokens` means. */
function checkGroupWord([group = '', word]: readonly string[]): void {
  if (!Object.hasOwn(groups, group) || word === undefined || word.startsWith('-')) return
  const known = Object.values(menu)
    .flat()
    .flatMap(({ usage }) => (usage.startsWith(`${group} `) ? [usage.split(' ')[1]!] : []))
  if (known.includes(word) || word === 'help') return
  const near = nearest(word, known)
  throw new UserError(`there is no command ${group} ${word}`, {
    hint: near === null ? `there is ${known.join(', ')}.` : `did you mean ${group} ${near}?`,
  })
}

const argumentTerm = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`
  return argument.required ? `<${name}>` : `[${name}]`
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? '' : '.'}`
