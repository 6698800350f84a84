import { expect, it } from 'vitest'
import { percentDone } from './build-phase.ts'

const none = { blocksDone: 0, blocks: 0, rowsDone: 0, rows: 0 }

it.each([
  [{ ...none, phase: 'waiting for writers before build' }, 0],
  [{ ...none, phase: 'building index: scanning table', blocksDone: 50, blocks: 100 }, 21],
  [{ ...none, phase: 'building index: loading tuples in tree', rowsDone: 1, rows: 2 }, 60],
  [{ ...none, phase: 'index validation: scanning table', blocksDone: 100, blocks: 100 }, 97],
  [{ ...none, phase: 'waiting for readers before dropping' }, 99],
  [{ ...none, phase: 'a phase of a later version' }, 0],
  [{ ...none, phase: 'building index: scanning table', blocksDone: 120, blocks: 100 }, 40],
])('%j is %i %% of the build', (phase, percent) => expect(percentDone(phase)).toBe(percent))
