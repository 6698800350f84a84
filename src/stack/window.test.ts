import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Window } from './model.ts'
import { nextDue } from './next-due.ts'
import { windowAt } from './window.ts'

const hour = 3_600_000
const recurring = (expression: string, hours: number): Window => ({
  kind: 'recurring',
  cadence: { kind: 'cron', expression },
  forMs: hours * hour,
})
const show = (window: Window, zone: string, at: string): string => {
  const state = windowAt(window, zone, new Date(at))
  const time = (date: Date | null): string => date?.toISOString().replace(':00.000Z', 'Z') ?? 'never'
  return state.open ? `open until ${time(state.until)}` : `opens at ${time(state.opensAt)}`
}

describe('a recurring window', () => {
  test.each([
    ['is closed before its start', 'UTC', '0 2 * * *', 2, '2026-11-22T01:59:59.999Z', 'opens at 2026-11-22T02:00Z'],
    ['is open from its very start', 'UTC', '0 2 * * *', 2, '2026-11-22T02:00:00Z', 'open until 2026-11-22T04:00Z'],
    ['is open to just before its end', 'UTC', '0 2 * * *', 2, '2026-11-22T03:59:59.999Z', 'open until 2026-11-22T04:00Z'],
    ['is closed from its very end', 'UTC', '0 2 * * *', 2, '2026-11-22T04:00:00Z', 'opens at 2026-11-23T02:00Z'],
    ['goes over midnight', 'Europe/Berlin', '0 23 * * *', 4, '2026-11-22T00:30:00Z', 'open until 2026-11-22T02:00Z'],
    ['lasts its length when an hour comes twice', 'Europe/Berlin', '0 1 * * *', 3, '2026-10-25T01:30:00Z', 'open until 2026-10-25T02:00Z'],
    ['lasts its length when an hour is missing', 'Europe/Berlin', '0 1 * * *', 3, '2026-03-29T02:30:00Z', 'open until 2026-03-29T03:00Z'],
    [
      'opens after the gap when its start is missing',
      'Europe/Berlin',
      '30 2 * * *',
      2,
      '2026-03-29T00:59:00Z',
      'opens at 2026-03-29T01:00Z',
    ],
    ['joins spans that overlap', 'UTC', '0 1,2,3 * * *', 2, '2026-11-22T01:30:00Z', 'open until 2026-11-22T05:00Z'],
    ['joins spans that touch', 'UTC', '0 1,3 * * *', 2, '2026-11-22T01:30:00Z', 'open until 2026-11-22T05:00Z'],
    [
      'is always open when each span reaches the next, a hundred spans ahead',
      'UTC',
      '0 * * * *',
      1,
      '2026-11-22T00:00:00Z',
      'open until 2026-11-26T05:00Z',
    ],
  ])('%s', (_title, zone, expression, hours, at, expected) => {
    expect(show(recurring(expression, hours), zone, at)).toBe(expected)
  })

  test('tells truly when it opens and closes', () => {
    const anyWindow = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.integer({ min: 1, max: 30 }))
      .map(([at, minute, hours]) => recurring(`${minute} ${at} * * *`, hours))
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'UTC')
    fc.assert(
      fc.property(
        anyWindow,
        zones,
        fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        (window, zone, at) => {
          if (window.kind !== 'recurring') return
          const state = windowAt(window, zone, at)
          // Written the slow way: is `moment` inside the span of any start of the last 40 hours?
          const isOpen = (moment: number): boolean => {
            for (
              let start = nextDue(window.cadence, zone, new Date(moment - 40 * hour))!.getTime();
              start <= moment;
              start = nextDue(window.cadence, zone, new Date(start))!.getTime()
            )
              if (moment < start + window.forMs) return true
            return false
          }
          expect(isOpen(at.getTime())).toBe(state.open)
          const change = (state.open ? state.until : state.opensAt!).getTime()
          expect(change).toBeGreaterThan(at.getTime())
          expect(isOpen(change - 1)).toBe(state.open)
          if (window.forMs < 23 * hour) expect(isOpen(change)).toBe(!state.open)
        },
      ),
    )
  })
})

describe('a single window', () => {
  const move: Window = { kind: 'single', from: '2026-12-01 02:00', to: '2026-12-01 05:00' }

  test.each([
    ['is read in the time zone of the stack', 'Europe/Berlin', '2026-11-30T12:00:00Z', 'opens at 2026-12-01T01:00Z'],
    ['is open from its very start', 'Europe/Berlin', '2026-12-01T01:00:00Z', 'open until 2026-12-01T04:00Z'],
    ['never opens again once it is over', 'Europe/Berlin', '2026-12-01T04:00:00Z', 'opens at never'],
    ['is another span in another zone', 'America/New_York', '2026-11-30T12:00:00Z', 'opens at 2026-12-01T07:00Z'],
  ])('%s', (_title, zone, at, expected) => {
    expect(show(move, zone, at)).toBe(expected)
  })

  test('that begins in the missing hour opens after it', () => {
    expect(show({ kind: 'single', from: '2026-03-29 02:30', to: '2026-03-29 04:00' }, 'Europe/Berlin', '2026-03-29T00:00:00Z')).toBe(
      'opens at 2026-03-29T01:00Z',
    )
  })
})
