import type { Json, JsonObject } from '../base/json.ts'
import { nearest } from '../base/nearest.ts'
import type { Catalogue } from './catalogue.ts'
import { checkSecrets } from './check-secrets.ts'
import { checkTask } from './check-task.ts'
import type { Names } from './check-task.ts'
import { asObject, asText, complain, describeFound } from './complaint.ts'
import type { Complaint } from './complaint.ts'
import { fit } from './fit.ts'
import { readLocalTime } from './local-time.ts'
import { stackFileSchema } from './schema.ts'
import type { StackFile } from './schema.ts'
import { spanOf } from './window.ts'
import { isZone } from './zone.ts'

/** Everything that is wrong with a stack file. `data` is there when its form is right; it may be used when there are no complaints. */
export function checkStack(
  written: Json,
  catalogue: Catalogue,
): { readonly data: StackFile | undefined; readonly complaints: readonly Complaint[] } {
  const root = asObject(written)
  if (!root)
    return {
      data: undefined,
      complaints: [
        complain([], `expected a mapping with the keys stack, targets and guide, found ${describeFound(written)}`, {
          hint: 'begin with stack: NAME.',
        }),
      ],
    }
  const { data, complaints } = fit(stackFileSchema, written, [])
  const entries = (key: string): [string, JsonObject][] =>
    Object.entries(asObject(root[key]) ?? {}).flatMap(([name, value]): [string, JsonObject][] => {
      const object = asObject(value)
      return object ? [[name, object]] : []
    })
  const timezone = asText(root['timezone']) ?? 'UTC'
  const names: Names = {
    targets: new Map(Object.entries(asObject(root['targets']) ?? {}).map(([name, target]) => [name, knownKind(target, catalogue)])),
    windows: Object.keys(asObject(root['windows']) ?? {}),
  }
  return {
    data,
    complaints: [
      ...complaints,
      ...checkSecrets(written),
      ...entries('targets').flatMap(([name, target]) => checkTarget(name, target, catalogue)),
      ...entries('windows').flatMap(([name, window]) => checkWindow(name, window, isZone(timezone) ? timezone : 'UTC')),
      ...entries('guide').flatMap(([name, task]) => checkTask(name, task, names, catalogue)),
    ],
  }
}

function knownKind(target: Json | undefined, catalogue: Catalogue): string | null {
  const kind = asText(asObject(target)?.['kind'])
  return kind !== null && catalogue.connectors.has(kind) ? kind : null
}

function checkTarget(name: string, target: JsonObject, catalogue: Catalogue): Complaint[] {
  const { kind: written, ...config } = target
  const kind = asText(written)
  if (kind === null) return []
  const connector = catalogue.connectors.get(kind)
  if (connector) return [...fit(connector.config, config, ['targets', name]).complaints]
  const kinds = [...catalogue.connectors.keys()]
  const meant = nearest(kind, kinds)
  return [
    complain(['targets', name, 'kind'], `expected a kind of target, found ${JSON.stringify(kind)}`, {
      hint: meant === null ? `there are ${kinds.join(', ')}.` : `did you mean ${meant}?`,
    }),
  ]
}

function checkWindow(name: string, window: JsonObject, timezone: string): Complaint[] {
  const path = ['windows', name]
  if (name === 'any') return [complain(path, 'expected another name: any is the window that is always open', { at: 'key' })]
  const from = asText(window['from'])
  const to = asText(window['to'])
  if (from === null || to === null || !isLocalTime(from) || !isLocalTime(to)) return []
  const span = spanOf({ kind: 'single', from, to }, timezone)
  return span.from < span.to ? [] : [complain([...path, 'to'], `expected a time after ${from}, found ${JSON.stringify(to)}`)]
}

function isLocalTime(text: string): boolean {
  try {
    readLocalTime(text)
    return true
  } catch {
    return false // it has a complaint of its own
  }
}
