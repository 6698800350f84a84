import { UserError } from '../base/errors.ts'
import type { Actor } from './use-cases.ts'
import type { Role } from './views/words.ts'

const ranks: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 }

export const mayAct = (actor: Actor, needed: Role): boolean => ranks[actor.role] >= ranks[needed]

/** Throws a UserError when the actor's role is lower than what the use case needs. */
export function requireRole(actor: Actor, needed: Role): void {
  if (!mayAct(actor, needed))
    throw new UserError(`${actor.name} is ${actor.role}, and this needs ${needed}`, {
      code: 'forbidden',
      hint: `sign in with a token of the role ${needed}.`,
    })
}
