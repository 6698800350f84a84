import type { Json } from '../../src/base/json.ts'
import type { AnyProcedure, Assessment } from '../../src/procedures/contract.ts'

/** The value with every object in it frozen: a write throws. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen)
    Object.freeze(value)
  }
  return value
}

/** Assesses with frozen input, while clocks and chance throw. assess is synchronous, so nothing else runs meanwhile. */
export function assessPurely(procedure: AnyProcedure, observation: Json, params: unknown): Assessment {
  const { Date: realDate } = globalThis
  const { random } = Math
  const now = performance.now.bind(performance)
  const refuse = (what: string) => (): never => {
    throw new Error(`assess is pure, and asked for ${what}`)
  }
  class TimelessDate extends realDate {
    constructor(...args: readonly unknown[]) {
      if (args.length === 0) refuse('the time (new Date())')()
      super(...(args as [string]))
    }
    static override now(): number {
      return refuse('the time (Date.now())')()
    }
  }
  globalThis.Date = TimelessDate as DateConstructor
  Math.random = refuse('chance (Math.random())')
  performance.now = refuse('the time (performance.now())')
  try {
    return procedure.assess(frozen(structuredClone(observation)), frozen(structuredClone(params)))
  } finally {
    globalThis.Date = realDate
    Math.random = random
    performance.now = now
  }
}
