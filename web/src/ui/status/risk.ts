import { IconBolt, IconFlame, IconShieldCheck, type Icon } from '@tabler/icons-react'
import type { Risk } from '../../api/types.ts'
import type { Tone } from './tone.ts'

export const risks: { readonly [risk in Risk]: { readonly tone: Tone; readonly icon: Icon; readonly meaning: string } } = {
  safe: { tone: 'fine', icon: IconShieldCheck, meaning: 'takes no lock that a reader or writer could notice' },
  disruptive: { tone: 'attention', icon: IconBolt, meaning: 'may be noticed: runs only in its window' },
  destructive: { tone: 'trouble', icon: IconFlame, meaning: 'takes data away: needs proof and an approval' },
}

const order = ['safe', 'disruptive', 'destructive'] as const

/** The worst risk among the steps, or null for none. */
export const worstRisk = (steps: readonly { readonly risk: Risk }[]): Risk | null =>
  steps.reduce<Risk | null>((worst, { risk }) => (worst === null || order.indexOf(risk) > order.indexOf(worst) ? risk : worst), null)
