import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statusOfError } from '../../src/api/error-catalogue.ts'
import { startNode } from '../harness/index.ts'
import { openDoor } from './door.ts'
import type { Door } from './door.ts'

type Operation = {
  operationId: string
  summary?: string
  tags?: string[]
  security?: unknown
  responses: Record<string, { description: string }>
}
type Document = {
  openapi: string
  info: { version: string }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}

let door: Door
let document: Document
beforeAll(async () => {
  door = await openDoor()
  document = (await door.ask('GET', '/docs/json', { as: null })).json
})
afterAll(() => door.close())

describe('the OpenAPI document', () => {
  it('is version 3.1, of this version of Upkeep', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Upkeep', version: '1.2.3' } })
  })

  it('describes every operation in words, with its answers and its errors', () => {
    for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
      expect(operation).toMatchObject({
        operationId: expect.stringMatching(/^[a-z]\w+$/) as string,
        summary: expect.stringMatching(/\w/) as string,
        tags: [expect.any(String)],
      })
      expect(Object.keys(operation.responses)).toContain('4XX')
      for (const { description } of Object.values(operation.responses)) expect(description).not.toBe('Default Response')
    }
  })

  it('refers to nothing that is not in it, and holds no schema twice', () => {
    const referred = new Set(JSON.stringify(document).match(/(?<=#\/components\/schemas\/)\w+/g))
    const defined = Object.keys(document.components.schemas)
    expect([...referred].filter((name) => !defined.includes(name))).toEqual([])
    expect(defined.filter((name) => name.endsWith('Input'))).toEqual([])
  })

  it('is printed by its script without a database', async () => {
    const script = startNode([join('scripts', 'openapi.ts')], { env: { UPKEEP_DATABASE_URL: 'postgresql://nowhere.invalid/x' } })
    expect(await script.ended).toEqual({ code: 0, signal: null })
    expect(Object.keys((JSON.parse(script.stdout) as Document).paths)).toEqual(Object.keys(document.paths))
  })
})

it('explains each error code, with its status, in docs/errors.md, and no other', async () => {
  const text = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'errors.md'), 'utf8')
  const rows = [...text.matchAll(/^\| `([\w-]+)` \| (\d{3}) \| (.+) \| (.+) \|$/gm)]
  expect(Object.fromEntries(rows.map(([, code, status]) => [code, Number(status)]))).toEqual(statusOfError)
  for (const [, , , when, what] of rows) expect(`${when} ${what}`).toMatch(/\S.*\. \S.*\.$/)
})
