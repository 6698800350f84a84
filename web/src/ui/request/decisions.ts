import { createContext, use } from 'react'
import type { Plan } from '../../api/types.ts'

/** What a person is about to decide. A copy of what they saw: it stays when the page behind it changes, and the server refuses what is no longer so. */
export type Decision =
  | { readonly kind: 'approve' | 'reject'; readonly runId: string; readonly title: string; readonly plan: Plan }
  | { readonly kind: 'sign'; readonly runId: string; readonly title: string }

/** Opens the dialog of a decision. */
export const DecisionContext = createContext<((decision: Decision) => void) | null>(null)

export function useDecide(): (decision: Decision) => void {
  const decide = use(DecisionContext)
  if (decide === null) throw new Error('useDecide is called outside the shell')
  return decide
}
