import { expect, it } from 'vitest'
import { restyleUsageError } from './usage-error.ts'

it.each([
  ["error: unknown command 'rusn'\n(Did you mean one of run, runs?)\n", 'there is no command rusn', 'did you mean run or runs?'],
  ["error: unknown option '--jsn'\n(Did you mean --json?)\n", 'there is no option --jsn', 'did you mean --json?'],
  ["error: missing required argument 'stack/task'\n", 'STACK/TASK is missing', 'add --help to see how it is used.'],
  ["error: required option '--note <text>' not specified\n", 'the option --note <text> is needed', 'add --help to see how it is used.'],
  ["error: option '--limit <n>' argument missing\n", 'the option --limit <n> needs a value', 'add --help to see how it is used.'],
  [
    "error: option '--limit <n>' argument 'ten' is invalid. Expected a whole number from 1 to 500.\n",
    'the option --limit <n> got ten: expected a whole number from 1 to 500',
    'add --help to see how it is used.',
  ],
  [
    "error: option '--role <role>' argument 'vewer' is invalid. Expected viewer, operator or admin. (Did you mean viewer?)\n",
    'the option --role <role> got vewer: expected viewer, operator or admin',
    'did you mean viewer?',
  ],
  [
    "error: too many arguments for 'cancel'. Expected 1 argument but got 2: a, b.\n",
    "too many arguments for 'cancel': expected 1 argument but got 2: a, b",
    'add --help to see how it is used.',
  ],
])('words %j in our way', (text, fact, hint) => {
  expect(restyleUsageError(text)).toBe(`error: ${fact}\nHINT: ${hint}\n`)
})
