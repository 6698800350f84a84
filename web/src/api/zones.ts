import { useQuery } from '@tanstack/react-query'
import { overviewQuery } from './queries.ts'

/** Each stack's time zone, by its name; empty until the overview is here. */
export function useZones(): { readonly [stack: string]: string | undefined } {
  const { data } = useQuery(overviewQuery())
  return Object.fromEntries((data?.stacks ?? []).map(({ stack, timezone }) => [stack, timezone]))
}
