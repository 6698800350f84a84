/** The paths at which two JSON values differ, and all paths that lead there, as `a.b[0]`: what a tree has to mark. */
export function differing(one: unknown, other: unknown): ReadonlySet<string> {
  const found = new Set<string>()
  compare(one, other, '', found)
  return found
}

function compare(one: unknown, other: unknown, path: string, found: Set<string>): boolean {
  if (Object.is(one, other)) return false
  const names =
    isBranch(one) && isBranch(other) && Array.isArray(one) === Array.isArray(other)
      ? [...new Set([...Object.keys(one), ...Object.keys(other)])]
      : null
  const differs =
    names === null ||
    names.map((name) => compare(at(one, name), at(other, name), pathTo(path, name, Array.isArray(one)), found)).some(Boolean)
  if (differs) found.add(path)
  return differs
}

const at = (value: unknown, name: string): unknown => (isBranch(value) ? value[name] : undefined)
export const pathTo = (parent: string, name: string, inArray: boolean): string =>
  inArray ? `${parent}[${name}]` : parent === '' ? name : `${parent}.${name}`
export const isBranch = (value: unknown): value is { readonly [key: string]: unknown } => typeof value === 'object' && value !== null
