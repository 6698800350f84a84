import { z } from 'zod'
import { severities } from '../../base/severity.ts'

/*
 * The words that views share. A view is what the doors show: its one schema is the API's answer, the OpenAPI document, the `--json` of the command line
 * and the type. Times are ISO 8601 in UTC.
 */

export const severitySchema = z.enum(severities)
export const riskSchema = z.enum(['safe', 'disruptive', 'destructive'])
export const roleSchema = z.enum(['viewer', 'operator', 'admin'])
export type Role = z.infer<typeof roleSchema>

/**
 * queued: waits for a worker, or for its next try. running: a worker holds its lease. waiting: for a person or a window (`waitingFor`).
 * converged: a second look found no step left. planned: a plan was asked for and made. diverged: a step is still left, or was done in vain.
 * failed: it could not be carried out. cancelled: a person stopped it.
 */
export const runStateSchema = z.enum(['queued', 'running', 'waiting', 'converged', 'planned', 'diverged', 'failed', 'cancelled'])
export type RunState = z.infer<typeof runStateSchema>
export const phaseSchema = z.enum(['inspecting', 'applying', 'verifying'])
export const waitingForSchema = z.enum(['approval', 'sign-off', 'window'])
