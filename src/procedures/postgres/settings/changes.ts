import type { Change, SettingsByName, SettingsObservation } from './observation.ts'

type Look = Pick<SettingsObservation, 'now' | 'settings' | 'sight'>
type Earlier = Look & Pick<SettingsObservation, 'changes'>

/**
 * What has changed since the last look, and the changes of earlier looks that are not older than `reportForMs`. Several changes of one setting are
 * one, from what it was at first; one that was taken back is none. When a role sees more or less than at the last look, only what both looks saw is compared.
 */
export function changesSince(previous: Earlier | null, look: Look, reportForMs: number): readonly Change[] {
  if (previous === null) return []
  const sameSight = previous.sight.all === look.sight.all && previous.sight.files === look.sight.files
  const fresh = differences(previous.settings, look.settings, look.now).filter(
    ({ from, to }) => sameSight || (from !== null && to !== null),
  )
  const carried = previous.changes.filter(({ seenAt }) => Date.parse(look.now) - Date.parse(seenAt) < reportForMs)
  const merged = new Map(carried.map((change) => [change.name, change]))
  for (const change of fresh) {
    const earlier = merged.get(change.name)
    merged.set(change.name, earlier ? { ...change, from: earlier.from } : change)
  }
  return [...merged.values()].filter(({ from, to }) => from !== to)
}

function differences(before: SettingsByName, after: SettingsByName, seenAt: string): readonly Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()
  return names
    .map((name) => ({
      name,
      from: before[name]?.value ?? null,
      to: after[name]?.value ?? null,
      source: after[name]?.source ?? null,
      seenAt,
    }))
    .filter(({ from, to }) => from !== to)
}
