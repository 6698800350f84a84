import { describe, expect, it } from 'vitest'
import { RemoteError } from '../../base/errors.ts'
import { postgresFailure, sqlStateOf } from './failure.ts'

const fromServer = (code: string, message = 'something'): Error =>
  Object.assign(new Error(message), { code, severity: 'ERROR', detail: 'Key (email)=(ann@example.org)' })
const fromSocket = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code, syscall: 'connect' })

describe('an error of the server or of the way to it', () => {
  it.each([
    ['08006', true],
    ['53300', true],
    ['53100', true],
    ['57P01', true],
    ['57P03', true],
    ['40001', true],
    ['40P01', true],
    ['55P03', true],
    ['28P01', false],
    ['28000', false],
    ['3D000', false],
    ['42501', false],
    ['42P01', false],
    ['57014', false],
    ['23503', false],
    ['25006', false],
  ])('%s can pass by itself: %s', (code, transient) => {
    const failure = postgresFailure('db:5432/app', fromServer(code)) as RemoteError
    expect(failure).toBeInstanceOf(RemoteError)
    expect(failure.transient).toBe(transient)
    expect(failure.message).toBe(`db:5432/app: something (SQLSTATE ${code})`)
    expect(sqlStateOf(failure)).toBe(code)
  })

  it.each([
    ['ECONNREFUSED', true],
    ['ENOENT', true],
    ['ETIMEDOUT', true],
    ['ECONNRESET', true],
    ['EAI_AGAIN', true],
    ['ENOTFOUND', false],
  ])('%s can pass by itself: %s', (code, transient) => {
    const failure = postgresFailure('db:5432/app', fromSocket(code)) as RemoteError
    expect(failure.transient).toBe(transient)
    expect(failure.hint).toBeTruthy()
  })

  it('takes several refused addresses of one name as one', () => {
    const both = new AggregateError([fromSocket('ECONNREFUSED'), fromSocket('ECONNREFUSED')])
    expect(postgresFailure('localhost:5432/app', both)).toMatchObject({
      message: 'localhost:5432/app: connection refused',
      transient: true,
    })
  })

  it('leaves out the detail, which may quote a row', () => {
    expect((postgresFailure('db', fromServer('23505')) as RemoteError).message).not.toContain('ann@example.org')
  })

  it('leaves a bug of ours as it is', () => {
    const bug = new TypeError('x is not a function')
    expect(postgresFailure('db', bug)).toBe(bug)
  })
})
