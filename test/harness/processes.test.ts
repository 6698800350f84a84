import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startNode, startProgram } from './processes.ts'

const gone = async (pid: number): Promise<void> => {
  while (existsSync(`/proc/${pid}`)) await sleep(10)
}

test('output is collected, waited for and matched, and the end is told', async () => {
  const child = startNode([
    '-e',
    `process.stdin.once('data', (text) => { console.log('got', String(text).trim()); console.error('bye'); process.exit(3) })`,
  ])
  child.write('seven\n')
  expect((await child.waitFor(/got (\w+)/))[1]).toBe('seven')
  expect(await child.ended).toEqual({ code: 3, signal: null })
  expect([child.stdout, child.stderr]).toEqual(['got seven\n', 'bye\n'])
})

test('waiting for what never comes fails with the output, at the end of the process or of the time', async () => {
  const child = startProgram('/bin/sh', ['-c', 'echo only this; exit 4'])
  await expect(child.waitFor(/something else/)).rejects.toThrow(/ended \(4\) without writing \/something else\/; it wrote:\nonly this\n/)
  const slow = startProgram('/bin/sh', ['-c', 'sleep 60'])
  await expect(slow.waitFor(/anything/, 50)).rejects.toThrow('ran for 50 ms without writing /anything/')
})

test('stopping kills the process and its children', async () => {
  const child = startProgram('/bin/sh', ['-c', 'sleep 600 & echo $!; wait'])
  const grandchild = Number((await child.waitFor(/^(\d+)$/m))[1])
  expect(await child.stop()).toEqual({ code: null, signal: 'SIGKILL' })
  await gone(grandchild)
})

let left: number | undefined
test('a process that a test leaves running', async () => {
  const child = startProgram('/bin/sh', ['-c', 'echo up; sleep 600'])
  await child.waitFor(/up/)
  left = child.pid
})

test('is gone when the test has ended', async () => {
  expect(left).toBeGreaterThan(1)
  expect(existsSync(`/proc/${left}`)).toBe(false)
})
