import { UserError } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import type { TokenView } from '../../app/views/token.ts'
import type { Role } from '../../app/views/words.ts'
import { localActor, printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { formatDistance, formatLocalMoment, shortId } from '../format.ts'
import { renderTable } from '../table.ts'
import type { Column } from '../table.ts'

const columns = (now: Date): readonly Column<TokenView>[] => [
  { title: 'token', value: ({ id }) => shortId(id) },
  { title: 'name', value: ({ name }) => name, style: () => 'bold', cutTo: 12 },
  { title: 'role', value: ({ role }) => role },
  { title: 'last used', value: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : formatDistance(lastUsedAt, now)) },
  { title: 'ends', value: ({ expiresAt }) => (expiresAt === null ? 'never' : formatDistance(expiresAt, now)), leaveOut: 1 },
  {
    title: 'made',
    value: ({ createdAt, createdBy }) => `${formatLocalMoment(createdAt)} by ${createdBy}`,
    style: () => 'dim',
    cutTo: 19,
    leaveOut: 2,
  },
]

export const tokensList: Command<[], JsonOption> = (terminal, _, { json }) =>
  withApp(async (useCases) => {
    const all = await useCases.tokens(localActor())
    if (json) printJson(terminal, all)
    else if (all.length === 0) terminal.err('no tokens\nHINT: `upkeep tokens create NAME --role ROLE` makes one.\n')
    else terminal.out(renderTable(all, columns(new Date()), terminal))
    return exitCodes.fine
  })

/** The secret goes to standard output and nothing else does: `TOKEN=$(upkeep tokens create ...)`. */
export const tokensCreate: Command<[string], JsonOption & { readonly role: Role; readonly expires?: number }> = (
  terminal,
  [name],
  { json, role, expires },
) =>
  withApp(async (useCases) => {
    const expiresAt = expires === undefined ? undefined : new Date(Date.now() + expires)
    const made = await useCases.createToken(localActor(), name, role, expiresAt)
    if (json) printJson(terminal, made)
    else {
      terminal.err(`token ${made.token.name} with the role ${made.token.role}; it is shown this once:\n`)
      terminal.out(made.secret)
    }
    return exitCodes.fine
  })

export const tokensRevoke: Command<[string], JsonOption> = (terminal, [typed], { json }) =>
  withApp(async (useCases) => {
    const all = await useCases.tokens(localActor())
    const token = all.find(({ id, name }) => name === typed || id === typed || shortId(id) === typed)
    if (!token) {
      const near = nearest(
        typed,
        all.map(({ name }) => name),
      )
      throw new UserError(`there is no token ${typed}`, {
        code: 'not-found',
        hint: near === null ? '`upkeep tokens list` lists them.' : `did you mean ${near}?`,
      })
    }
    await useCases.revokeToken(localActor(), token.id)
    if (json) printJson(terminal, token)
    else terminal.out(`revoked ${token.name}; its sessions are over`)
    return exitCodes.fine
  })
