import type { RoleSeen } from './roles.ts'

/** When a role was last seen connected; one that never was, when it was first known. */
export type Sign = { readonly at: string; readonly connected: boolean }
export type Signs = { readonly [role: string]: Sign }

/** The signs of life of all roles that are there now. PostgreSQL keeps no last sign-in: what looks happened to see is all there is. */
export const signsSince = (previous: Signs | null, roles: readonly RoleSeen[], now: string): Signs =>
  Object.fromEntries(
    roles
      .filter(({ login }) => login)
      .map(({ name, connectedNow }) => [
        name,
        connectedNow ? { at: now, connected: true } : (previous?.[name] ?? { at: now, connected: false }),
      ]),
  )
