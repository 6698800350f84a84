import { expect, it } from 'vitest'
import { assessTablePressure } from './table-pressure.ts'

it.each([
  [{ waiting: 0, vacuumedBy: [] }, []],
  [{ waiting: 1, vacuumedBy: [] }, [{ name: 'locks', reason: '1 session waits for a lock on public.t' }]],
  [{ waiting: 3, vacuumedBy: [] }, [{ name: 'locks', reason: '3 sessions wait for a lock on public.t' }]],
  [{ waiting: 0, vacuumedBy: [7, 8] }, [{ name: 'vacuum', reason: 'public.t is being vacuumed by pid 7, 8' }]],
])('%j pauses the work: %j', (pressure, signals) => expect(assessTablePressure('public.t', pressure)).toEqual(signals))
