import { UserError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'

export type DatabaseName = { readonly stack: string; readonly target: string }

/** The database that was typed as STACK/TARGET, or as TARGET alone where only one stack has such a one. */
export function pickDatabase(typed: string, all: readonly DatabaseName[]): DatabaseName {
  const names = all.map(({ stack, target }) => `${stack}/${target}`)
  const meant = all.filter(({ stack, target }) => typed === `${stack}/${target}` || typed === target)
  if (meant.length === 1) return meant[0]!
  if (meant.length > 1) {
    throw new UserError(`${meant.length} stacks have a database ${typed}`, {
      hint: `say which: ${meant.map(({ stack, target }) => `${stack}/${target}`).join(', ')}.`,
    })
  }
  const near = nearest(typed, typed.includes('/') ? names : all.map(({ target }) => target))
  throw new UserError(`there is no database ${typed}`, {
    code: 'not-found',
    hint: near === null ? '`upkeep databases` lists them.' : `did you mean ${near}?`,
  })
}
