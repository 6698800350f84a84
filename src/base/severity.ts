/** How bad a finding is, from least to worst. Compared by rank, never as a string. */
export const severities = ['info', 'warning', 'critical'] as const
export type Severity = (typeof severities)[number]

export const rankOf = (severity: Severity): number => severities.indexOf(severity)

export function worstOf(all: readonly Severity[]): Severity | null {
  return all.reduce<Severity | null>((worst, next) => (worst === null || rankOf(next) > rankOf(worst) ? next : worst), null)
}
