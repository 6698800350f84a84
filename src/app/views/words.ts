import { z } from 'zod'
import { severities } from '../../base/severity.ts'

export const severitySchema = z.enum(severities)
export const riskSchema = z.enum(['safe', 'disruptive', 'destructive'])
export const roleSchema = z.enum(['viewer', 'operator', 'admin'])
export type Role = z.infer<typeof roleSchema>

/**
 * queued: waits for a worker, or for its next try. running: a worker holds its lease. waiting: for a person or a window (`waitingFor`).
 * converged: a second look found no step left. planned: a plan was asked for and made. diverged: steps are still left.
 * failed: it could not be carried out. cancelled: a person stopped it.
 */
export const runStateSchema = z.enum(['queued', 'running', 'waiting', 'converged', 'planned', 'diverged', 'failed', 'cancelled'])
export type RunState = z.infer<typeof runStateSchema>
export const phaseSchema = z.enum(['inspecting', 'applying', 'verifying'])
export const waitingForSchema = z.enum(['approval', 'sign-off', 'window'])
