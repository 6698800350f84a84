import { useQuery } from '@tanstack/react-query'
import { overviewQuery } from '../api/queries.ts'
import type { Tone } from '../ui/status/tone.ts'

export type Count = { readonly value: number; readonly tone: Tone; readonly words: string }

/** The numbers that stand beside places: what waits for somebody, what is wrong. From the overview, which every page keeps fresh. */
export function useCounts(): { readonly [path: string]: Count | undefined } {
  const { data } = useQuery(overviewQuery())
  if (!data) return {}
  const open = data.findings.critical + data.findings.warning
  return {
    ...(data.needsMe.length > 0 ? { '/requests': { value: data.needsMe.length, tone: 'waiting', words: 'waiting for a person' } } : {}),
    ...(open > 0
      ? { '/findings': { value: open, tone: data.findings.critical > 0 ? 'trouble' : 'attention', words: 'open, critical or warning' } }
      : {}),
  }
}
