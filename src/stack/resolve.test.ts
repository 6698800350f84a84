import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeError } from '../base/errors.ts'
import { resolveSecrets } from './resolve.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upkeep-secret-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const complaint = (config: Record<string, string>, env: Record<string, string>): string => {
  try {
    return JSON.stringify(resolveSecrets(config, env))
  } catch (error) {
    return describeError(error)
  }
}

describe('resolving references', () => {
  test('puts variables and files in their places, at any depth and inside longer strings', () => {
    writeFileSync(join(folder, 'token'), 'tok-1\n')
    const config = {
      url: 'postgres://${USER_NAME}:${PASS}@h/db',
      headers: [{ value: `Bearer \${file:${folder}/token}` }],
      port: 5432,
      tls: true,
      note: null,
    }
    expect(resolveSecrets(config, { USER_NAME: 'app', PASS: 'hunter22' })).toEqual({
      value: { url: 'postgres://app:hunter22@h/db', headers: [{ value: 'Bearer tok-1' }], port: 5432, tls: true, note: null },
      secrets: ['app', 'hunter22', 'tok-1'],
    })
  })

  test('leaves $${ as the two characters themselves, and does not look into what it has put in', () => {
    expect(resolveSecrets({ a: 'echo $${HOME}', b: '${X}' }, { X: '${Y}' })).toEqual({
      value: { a: 'echo ${HOME}', b: '${Y}' },
      secrets: ['${Y}'],
    })
  })

  test('names a variable that is missing, and how to set it', () => {
    expect(complaint({ url: '${FUNDING_DATABASE_URL}' }, {})).toBe(
      'environment variable FUNDING_DATABASE_URL is not set\nHINT: set FUNDING_DATABASE_URL where upkeep starts, or put the value into a file and refer to it as ${file:/path}.',
    )
  })

  test('names everything that is missing at once, and no value', () => {
    writeFileSync(join(folder, 'empty'), '\n')
    writeFileSync(join(folder, 'large'), 'x'.repeat(70_000))
    const config = {
      a: '${MISSING} ${EMPTY} ${MISSING} ${THERE}',
      b: `\${file:${folder}/none}`,
      c: `\${file:${folder}}`,
      d: `\${file:${folder}/empty}`,
      e: `\${file:${folder}/large}`,
    }
    expect(complaint(config, { EMPTY: '', THERE: 'hunter22' }).replaceAll(folder, '/run/secrets')).toMatchInlineSnapshot(`
      "6 references can't be resolved
      environment variable MISSING is not set
      HINT: set MISSING where upkeep starts, or put the value into a file and refer to it as \${file:/path}.
      environment variable EMPTY is set, but empty
      HINT: set EMPTY where upkeep starts, or put the value into a file and refer to it as \${file:/path}.
      secret file /run/secrets/none can't be read: there is no such file
      HINT: check the path, and that the user who runs upkeep may read it.
      secret file /run/secrets can't be read: it is a folder
      HINT: check the path, and that the user who runs upkeep may read it.
      secret file /run/secrets/empty is empty
      secret file /run/secrets/large has 70000 bytes, more than 65536"
    `)
  })
})
