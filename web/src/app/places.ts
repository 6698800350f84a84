import {
  IconCalendar,
  IconCalendarTime,
  IconChecklist,
  IconDatabase,
  IconFileText,
  IconGauge,
  IconHistory,
  IconInbox,
  IconKey,
  IconShieldCheck,
  type Icon,
} from '@tabler/icons-react'
import type { Role } from '../api/types.ts'

/** `key`: the letter after `g`. `phone`: stands in the bar at the bottom of a phone. */
export type Place = {
  readonly to: string
  readonly words: string
  readonly icon: Icon
  readonly key: string
  readonly phone?: boolean
  readonly needs?: Role
}

export const places: readonly Place[] = [
  { to: '/', words: 'Overview', icon: IconGauge, key: 'o', phone: true },
  { to: '/requests', words: 'Needs me', icon: IconInbox, key: 'n', phone: true },
  { to: '/findings', words: 'Findings', icon: IconChecklist, key: 'f', phone: true },
  { to: '/calendar', words: 'Calendar', icon: IconCalendar, key: 'c', phone: true },
  { to: '/databases', words: 'Databases', icon: IconDatabase, key: 'd' },
  { to: '/tasks', words: 'Tasks', icon: IconCalendarTime, key: 't' },
  { to: '/runs', words: 'Runs', icon: IconHistory, key: 'r' },
  { to: '/procedures', words: 'Procedures', icon: IconFileText, key: 'p' },
  { to: '/audit', words: 'Audit', icon: IconShieldCheck, key: 'a' },
  { to: '/tokens', words: 'Tokens', icon: IconKey, key: 'k', needs: 'admin' },
]
