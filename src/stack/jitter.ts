import { createHash } from 'node:crypto'

/**
 * The moment at which a task starts, somewhere in the span [due, due + jitterMs): tasks that are due together don't start together.
 * The delay hangs on the task alone, so every scheduler agrees on it and the task keeps its rhythm.
 */
export function jittered(due: Date, taskId: string, jitterMs: number): Date {
  if (jitterMs <= 0) return due
  const share = createHash('sha256').update(taskId).digest().readUIntBE(0, 6) / 2 ** 48
  return new Date(due.getTime() + Math.floor(share * jitterMs))
}
