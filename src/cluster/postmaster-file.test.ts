import { expect, test } from 'vitest'
import { parsePostmasterFile } from './postmaster-file.ts'

const lines = ['4711', '/data', '1700000000', '5432', '/tmp/upk-1', '127.0.0.1', ' 1234567  42', 'ready   ']

test('a running server says where it listens and that it is ready', () => {
  expect(parsePostmasterFile(lines.join('\n'))).toEqual({ pid: 4711, port: 5432, socketFolder: '/tmp/upk-1', tcp: true, state: 'ready' })
})

test('an empty address means that it listens at no TCP port', () => {
  expect(parsePostmasterFile(lines.with(5, '').join('\n'))?.tcp).toBe(false)
})

test.each([
  ['starting', 'starting'],
  ['stopping', 'stopping'],
  ['standby ', 'ready'],
  ['ready   ', 'ready'],
])('the state "%s" is %s', (word, state) => {
  expect(parsePostmasterFile(lines.with(7, word).join('\n'))?.state).toBe(state)
})

test.each([0, 1, 2, 3, 4, 5, 6])('a file with only its first line and %i more is of a server that starts', (more) => {
  expect(parsePostmasterFile(lines.slice(0, 1 + more).join('\n'))).toMatchObject({ pid: 4711, state: 'starting' })
})

test('single-user mode is a process too', () => {
  expect(parsePostmasterFile('-4711\n/data\n')).toMatchObject({ pid: 4711, state: 'starting' })
})

test.each(['', '\n', 'garbage\n', '0\n'])('a file with %j in it names no process', (text) => {
  expect(parsePostmasterFile(text)).toBeNull()
})
