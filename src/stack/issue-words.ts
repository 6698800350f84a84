import type { z } from 'zod'
import { oneOf } from './complaint.ts'

/** What zod's types are called in a stack file. */
const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'nothing',
  never: 'nothing',
}

const formatNames: Readonly<Record<string, string>> = {
  url: 'a URL such as https://example.org/path',
  email: 'an e-mail address',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  hostname: 'a host name',
  date: 'a date such as 2026-12-01',
  datetime: 'a date and time such as 2026-12-01T02:00:00Z',
  uuid: 'a UUID',
}

/** The words for an issue whose schema has none of its own: what was expected. What was found is added by the caller. */
export function expectedWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${typeNames[issue.expected] ?? `a value of type ${issue.expected}`}`
    case 'invalid_value':
      return `expected ${oneOf(issue.values.map(String))}`
    case 'too_small':
      return `expected ${amount(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}`
    case 'too_big':
      return `expected ${amount(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}`
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}`
    case 'invalid_format':
      return `expected ${formatWords(issue)}`
    case 'invalid_union':
      return issue['options'] === undefined ? 'expected another value' : `expected ${oneOf((issue['options'] as unknown[]).map(String))}`
    default:
      return 'expected another value'
  }
}

function formatWords(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidStringFormat>): string {
  const part = (key: string): string => JSON.stringify(issue[key])
  if (issue.format === 'regex') return `text that matches ${String(issue['pattern'])}`
  if (issue.format === 'starts_with') return `text that begins with ${part('prefix')}`
  if (issue.format === 'ends_with') return `text that ends with ${part('suffix')}`
  if (issue.format === 'includes') return `text that has ${part('includes')} in it`
  return formatNames[issue.format] ?? `text in the form ${issue.format}`
}

function amount(origin: string, relation: string, limit: number | bigint): string {
  if (origin === 'string')
    return Number(limit) === 1 && relation === 'at least' ? 'text that is not empty' : `text of ${relation} ${limit} characters`
  if (origin === 'array' || origin === 'set') return `a list of ${relation} ${limit} ${Number(limit) === 1 ? 'item' : 'items'}`
  if (origin === 'object' || origin === 'map') return `a mapping of ${relation} ${limit} ${Number(limit) === 1 ? 'key' : 'keys'}`
  return `${relation} ${limit}`
}
