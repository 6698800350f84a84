import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const sources = globSync(['src/**/*.ts', 'sim/**/*.ts'], { cwd: root }).filter((path) => !path.endsWith('.test.ts'))

describe('what has to be written down', () => {
  test('every setting that the code reads is in the operations guide, and no other', () => {
    const namesIn = (text: string): string[] => text.match(/\bUPKEEP_[A-Z_]*[A-Z]/g) ?? []
    const inCode = new Set(sources.flatMap((path) => namesIn(read(path))))
    const inGuide = new Set(namesIn(read('docs/operations.md')))
    expect([...inGuide].toSorted()).toEqual([...inCode].toSorted())
  })

  test('every library has a reason', () => {
    const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'optionalDependencies' | 'devDependencies', Record<string, string>>
    const reasons = read('docs/decisions/0009-dependencies.md')
    const hasReason = (name: string): boolean => reasons.includes(`\`${name}\``) || reasons.includes(`\`${name.split('/')[0]}/*\``)
    const all = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies })
    expect(all.filter((name) => !hasReason(name) && !name.startsWith('@types/'))).toEqual([])
  })
})
