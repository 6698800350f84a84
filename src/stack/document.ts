import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Document, Node, Pair, YAMLMap } from 'yaml'
import type { Place, Problem } from '../base/errors.ts'
import type { Json } from '../base/json.ts'
import { describeSyntax, firstErrors } from './yaml-words.ts'

/** A value of a YAML file that knows where it stands: offsets into the text, of itself and of the key that holds it. */
export type Located = {
  readonly value: Json
  readonly at: number
  readonly keyAt: number
  readonly children: ReadonlyMap<string, Located>
}

export type ReadDocument = {
  /** Null when the text is no YAML; then `problems` says why. */
  readonly root: Located | null
  readonly problems: readonly Problem[]
  readonly placeAt: (offset: number) => Place
}

const largestBytes = 1_048_576
const deepest = 64
/** An alias stands for all that its anchor holds: so many values may come in that way in a whole file. */
const aliasedAtMost = 10_000

/**
 * Reads one YAML 1.2 document as plain JSON with places. Everything that a stack file has no use for is a problem: tags, several documents, keys that are
 * not text, duplicate keys, numbers that JSON can't hold, aliases that grow without bound. Never throws, and takes time in proportion to the text.
 */
export function readDocument(written: string, file: string): ReadDocument {
  const text = written.replace(/^\ufeff/, '')
  const problems: Problem[] = []
  const placeAt = placesOf(text, file)
  const report = (offset: number, message: string, hint?: string): void => {
    problems.push({ message, ...(hint === undefined ? {} : { hint }), place: placeAt(offset) })
  }
  const whole = unreadable(text)
  if (whole) return { root: null, problems: [{ ...whole, place: { file, line: 1, column: 1 } }], placeAt }

  // Duplicate keys are looked for below: the parser's own check compares every key with every other.
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'error' })
  for (const error of firstErrors(document.errors, (offset) => placeAt(offset).line)) {
    const place = placeAt(error.pos[0])
    problems.push({ ...describeSyntax(error, text.split('\n')[place.line - 1] ?? ''), place })
  }
  if (problems.length > 0) return { root: null, problems, placeAt }
  for (const warning of document.warnings)
    report(warning.pos[0], lowerFirst(warning.message), 'a stack file has plain values only: leave the tag away.')
  const { yaml } = document.directives
  if (yaml.explicit === true && yaml.version !== '1.2')
    report(0, `expected YAML 1.2, found a directive for ${yaml.version}`, 'leave the %YAML line away.')
  const root = document.contents === null ? { value: null, at: 0, keyAt: 0, children: new Map() } : locate(document, report)
  return { root, problems, placeAt }
}

/** Lines are counted here: the counter of `yaml` loses some of them in a quoted text that is not closed. */
function placesOf(text: string, file: string): (offset: number) => Place {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
  return (offset) => {
    let low = 0
    let high = starts.length
    // Bisection: line `low` begins at or before the offset, line `high` after it.
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle
    }
    return { file, line: low + 1, column: offset - starts[low]! + 1 }
  }
}

function unreadable(text: string): { message: string; hint: string } | null {
  const bytes = Buffer.byteLength(text)
  if (bytes > largestBytes)
    return { message: `expected a stack file of at most 1 MiB, found ${bytes} bytes`, hint: 'split the guide into several stacks.' }
  if (text.includes('\0')) return { message: 'expected a text file, found binary data', hint: 'a stack file is YAML in UTF-8.' }
  return null
}

/** Turns nodes into located values. Bounded: by its depth, and by how many values come in through aliases. */
function locate(document: Document.Parsed, report: (offset: number, message: string, hint?: string) => void): Located {
  let aliased = 0
  let insideAlias = 0
  let gaveUp = false
  const nothing = (at: number, keyAt: number): Located => ({ value: null, at, keyAt, children: new Map() })
  const giveUp = (at: number, message: string): Located => {
    if (!gaveUp) report(at, message, 'write the values out.')
    gaveUp = true
    return nothing(at, at)
  }

  const visit = (node: Node | null, keyAt: number, depth: number): Located => {
    if (!node) return nothing(keyAt, keyAt)
    const at = node.range?.[0] ?? keyAt
    if (insideAlias > 0 && ++aliased > aliasedAtMost)
      return giveUp(keyAt, `expected aliases that stand for at most ${aliasedAtMost} values in all`)
    if (depth > deepest) return giveUp(keyAt, `expected values nested at most ${deepest} deep`)
    if (isAlias(node)) {
      const target = node.resolve(document)
      if (!target) {
        report(at, `alias *${node.source} has no anchor &${node.source} before it`, 'a value that begins with * has to stand in quotes.')
        return nothing(at, keyAt)
      }
      insideAlias++
      const { value, children } = visit(target, at, depth + 1)
      insideAlias--
      return { value, at, keyAt, children }
    }
    if (isMap(node)) return visitMap(node, at, keyAt, depth)
    if (isSeq(node)) {
      const children = new Map(node.items.map((item, index) => [String(index), visit(item as Node | null, at, depth + 1)]))
      return { value: [...children.values()].map((child) => child.value), at, keyAt, children }
    }
    return { value: plainValue(isScalar(node) ? node.value : undefined, at), at, keyAt, children: new Map() }
  }

  const visitMap = (node: YAMLMap, at: number, keyAt: number, depth: number): Located => {
    const children = new Map<string, Located>()
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const here = pair.key?.range?.[0] ?? at
      const key = keyOf(pair.key, here)
      if (key === null) continue
      const earlier = children.get(key)
      if (earlier) report(here, `duplicate key ${key}`, 'each key stands once in a mapping.')
      else children.set(key, visit(pair.value, here, depth + 1))
    }
    return { value: Object.fromEntries([...children].map(([key, child]) => [key, child.value])), at, keyAt, children }
  }

  const keyOf = (node: Node | null, at: number): string | null => {
    const key = isAlias(node) ? node.resolve(document) : node
    if (!isScalar(key) || key.value === null) {
      report(at, `expected a name as key, found ${key && !isScalar(key) ? 'a list or mapping' : 'nothing'}`)
      return null
    }
    const name = typeof key.value === 'string' ? key.value : (key.source ?? '')
    if (name === '<<') report(at, 'merge keys (<<) are not part of YAML 1.2', 'write the keys out, or let the whole value be an alias.')
    else if (name === '__proto__') report(at, 'expected a name as key, found __proto__')
    else return name
    return null
  }

  const plainValue = (value: unknown, at: number): Json => {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value !== 'number') report(at, 'expected text, a number, true, false, a list or a mapping', 'leave the tag away.')
    else if (!Number.isFinite(value)) report(at, `expected a finite number, found ${value}`)
    else if (Number.isInteger(value) && !Number.isSafeInteger(value))
      report(at, 'expected a number of at most 15 digits', 'write longer ones in quotes.')
    else return value
    return null
  }

  return visit(document.contents, 0, 0)
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
