import { expect, test } from 'vitest'
import { z } from 'zod'
import { describeError } from '../base/errors.ts'
import { resolveAs } from './resolve-as.ts'

const schema = z.strictObject({
  url: z.url({ protocol: /^postgres$/ }),
  port: z.coerce.number().int(),
  mode: z.string().refine((text) => text === 'fast', { error: ({ input }) => `expected fast, found ${JSON.stringify(input)}` }),
})
const written = { url: '${URL}', port: '${PORT}', mode: '${MODE}' }

test('references are replaced, then the schema is asked in full', () => {
  expect(resolveAs(schema, written, { URL: 'postgres://u:hunter22@h/db', PORT: '5432', MODE: 'fast' }, 'targets.db')).toEqual({
    value: { url: 'postgres://u:hunter22@h/db', port: 5432, mode: 'fast' },
    secrets: ['postgres://u:hunter22@h/db', '5432', 'fast'],
  })
})

test('what does not fit is named all at once, without the values that came from outside', () => {
  const attempt = (): unknown =>
    resolveAs(schema, written, { URL: 'mysql://u:hunter22@h/db', PORT: 'any-port', MODE: 'hunter22' }, 'targets.db')
  let said = ''
  try {
    attempt()
  } catch (error) {
    said = describeError(error)
  }
  expect(said).toBe(
    [
      "targets.db doesn't fit once its references are replaced",
      'HINT: look at the values of the environment variables and files that it names.',
      'targets.db.url: expected a URL such as https://example.org/path',
      'targets.db.port: expected a number',
      'targets.db.mode: expected fast, found "***"',
    ].join('\n'),
  )
})
