import { describe, expect, it } from 'vitest'
import type { Cadence, Task } from '../stack/model.ts'
import { decideDue } from './schedule.ts'

const at = (text: string): Date => new Date(`2026-11-22T${text}Z`)
const task = (cadence: Cadence, catchUp: Task['catchUp'], jitterMs = 0): Task => ({ cadence, catchUp, jitterMs }) as Task
const hourly: Cadence = { kind: 'cron', expression: '0 * * * *' }

describe('a due task', () => {
  it.each([
    ['on time', 'once', '10:00:00', '10:00:00.2', '10:00:00', '11:00:00'],
    ['a little late', 'none', '10:00:00', '10:00:59', '10:00:00', '11:00:00'],
    ['after an hour of downtime', 'once', '10:00:00', '11:30:00', '11:00:00', '12:00:00'],
    ['after a night of downtime, once for all that was missed', 'once', '02:00:00', '09:10:00', '09:00:00', '10:00:00'],
    ['missed', 'once', '10:00:00', '10:20:00', '10:00:00', '11:00:00'],
  ] as const)('%s (catch-up %s), due %s, at %s, runs for %s and is next due at %s', (_, catchUp, due, now, runFor, next) => {
    expect(decideDue(task(hourly, catchUp), 'UTC', at(due), at(now))).toEqual({ runFor: at(runFor), next: at(next) })
  })

  it('that was missed isn’t run without catch-up', () => {
    expect(decideDue(task(hourly, 'none'), 'UTC', at('10:00:00'), at('10:20:00'))).toEqual({ runFor: null, next: at('11:00:00') })
  })

  it('isn’t missed because of its own jitter', () => {
    expect(decideDue(task(hourly, 'none', 600_000), 'UTC', at('10:00:00'), at('10:08:00'))).toEqual({
      runFor: at('10:00:00'),
      next: at('11:00:00'),
    })
  })
})
