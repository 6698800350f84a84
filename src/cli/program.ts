import { Command as Commander, CommanderError, Option } from 'commander'
import { UserError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { commands, groups } from './commands.ts'
import type { CommandSpec, OptionSpec, Parts } from './commands.ts'
import { exitCodeOfError, exitCodes } from './exit-code.ts'
import type { ExitCode } from './exit-code.ts'
import { environmentHelp, examples, exitCodeHelp, introduction } from './help.ts'
import { reportError } from './report-error.ts'
import type { Terminal } from './terminal.ts'
import { restyleUsageError } from './usage-error.ts'

/** Reads the words after `upkeep`, does what they say, and returns the exit code. Never throws: every error becomes words and a code. */
export async function runCommandLine(words: readonly string[], terminal: Terminal, parts: Parts): Promise<ExitCode> {
  let code: ExitCode = exitCodes.fine
  const program = buildProgram(terminal, parts, (done) => {
    code = done
  })
  try {
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

/** `tokens crate` would be taken for an argument of `tokens list`, which the bare `tokens` means. */
function checkGroupWord([group = '', word]: readonly string[]): void {
  if (!Object.hasOwn(groups, group) || word === undefined || word.startsWith('-')) return
  const known = commands.filter(({ usage }) => usage.startsWith(`${group} `)).map(({ usage }) => usage.split(' ')[1]!)
  if (known.includes(word) || word === 'help') return
  const near = nearest(word, known)
  throw new UserError(`there is no command ${group} ${word}`, {
    hint: near === null ? `there is ${known.join(', ')}.` : `did you mean ${group} ${near}?`,
  })
}

function buildProgram(terminal: Terminal, parts: Parts, finish: (code: ExitCode) => void): Commander {
  const program = new Commander('upkeep')
    .description(introduction)
    .helpOption('-h, --help', 'show this help, or that of a command')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(restyleUsageError(text)) })
    .configureHelp({
      subcommandTerm: (command) =>
        [
          command.name(),
          command
            .usage()
            .replace(/ ?\[options\] ?/, '')
            .replaceAll('<command>', '')
            .replace('[command]', '')
            .trim(),
        ]
          .filter(Boolean)
          .join(' '),
    })
    .addHelpText('after', [examples, exitCodeHelp, environmentHelp].join('\n'))
  for (const spec of commands)
    addCommand(program, spec, async (args, options) => finish(await (await spec.load(parts))(terminal, args, options)))
  return program
}

function addCommand(program: Commander, spec: CommandSpec, run: (args: readonly unknown[], options: object) => Promise<void>): void {
  const [first = '', ...rest] = spec.usage.split(' ')
  const group = groups[first]
  const parent =
    group === undefined
      ? program
      : (program.commands.find((command) => command.name() === first) ?? addGroup(program, first, group, spec.group))
  const isDefault = group !== undefined && parent.commands.length === 0
  const command = parent.command(group === undefined ? spec.usage : rest.join(' '), { isDefault }).description(spec.description)
  if (group === undefined) command.helpGroup(spec.group)
  for (const option of spec.options ?? []) command.addOption(toOption(option))
  if (spec.help !== undefined) command.addHelpText('after', `\n${spec.help}`)
  command.action(() => run(command.processedArgs, command.opts()))
}

const addGroup = (program: Commander, name: string, description: string, heading: string): Commander =>
  program.command(name).description(description).helpGroup(heading)

function toOption({ flags, description, parse, fallback, needed }: OptionSpec): Option {
  const option = new Option(flags, description)
  if (parse) option.argParser(parse)
  if (fallback !== undefined) option.default(fallback)
  return needed ? option.makeOptionMandatory() : option
}
