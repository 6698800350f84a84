import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { getCompileCacheDir } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { RemoteError, UserError } from '../../base/errors.ts'
import { tiedToParent } from '../command/group.ts'
import type { Answer, Asked, Begun, Request } from './connection-process.ts'
import { SqliteError, TookTooLong } from './failure.ts'

export type Connection = {
  /** Throws what the process met. `timeoutMs` counts from the moment when a timed request has its lock: then it is killed, and the next call starts another. */
  ask(asked: Asked, timeoutMs?: number): Promise<unknown>
  close(): Promise<void>
}

const program = join(import.meta.dirname, `connection-process${extname(import.meta.filename)}`)

/**
 * A connection to a database in a process of its own, so that a long statement blocks no timer here. The signal kills the process at once, in
 * the middle of a statement too: SQLite rolls back what was not committed, like after a power cut.
 */
export function openConnection(path: string, mode: 'inspect' | 'apply', signal: AbortSignal): Connection {
  const waiting = new Map<number, { begun(): void; resolve(answer: Answer): void; reject(error: unknown): void }>()
  let sent = 0
  let child: ChildProcess | null = null

  const start = (): ChildProcess => {
    const [command, ...args] = tiedToParent([process.execPath, program, path, mode])
    const started = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
      // Its temporary files (VACUUM's copy) go where the room for them was looked for, and a small /tmp doesn't matter.
      env: { PATH: process.env['PATH'], SQLITE_TMPDIR: dirname(path), ...compileCache() },
    })
    started.on('message', (answer: Answer | Begun) => {
      if ('begun' in answer) return waiting.get(answer.id)?.begun()
      waiting.get(answer.id)?.resolve(answer)
      waiting.delete(answer.id)
    })
    const gone = (why: string): void => {
      if (child === started) child = null
      for (const [id, call] of waiting) {
        waiting.delete(id)
        call.reject(new RemoteError(`${path}: the process that held the connection ${why}`, { transient: true }))
      }
    }
    started.on('error', (error) => gone(`could not be used: ${error.message}`))
    started.on('exit', (code, by) => gone(`ended by ${by ?? `exit code ${code}`}`))
    return started
  }
  const kill = (): void => void child?.kill('SIGKILL')
  signal.addEventListener('abort', kill, { once: true })

  return {
    async ask(asked, timeoutMs) {
      signal.throwIfAborted()
      child ??= start()
      const request: Request = { ...asked, id: (sent += 1) }
      let late = false
      let timer: NodeJS.Timeout | undefined
      const begun = (): void => {
        timer = setTimeout(() => ((late = true), kill()), timeoutMs)
      }
      try {
        const answer = await new Promise<Answer>((resolve, reject) => {
          waiting.set(request.id, { begun, resolve, reject })
          child!.send(request)
        })
        if ('value' in answer) return answer.value
        throw asError(path, answer)
      } catch (error) {
        signal.throwIfAborted()
        throw late ? new TookTooLong(path, timeoutMs!) : error
      } finally {
        clearTimeout(timer)
      }
    },

    async close() {
      signal.removeEventListener('abort', kill)
      const last = child
      if (last === null) return
      const exited = once(last, 'exit')
      // What still runs is wanted by nobody.
      if (waiting.size > 0) last.kill('SIGKILL')
      else if (last.connected) last.disconnect()
      await exited
    },
  }
}

/** Where this process keeps its compiled code, if it does (see cacheCompiledCode): it halves the start of the other one. */
function compileCache(): Record<string, string> {
  const folder = getCompileCacheDir()
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) }
}

function asError(path: string, answer: Exclude<Answer, { value: unknown }>): Error {
  if ('failed' in answer) return new SqliteError(path, answer.failed.code, answer.failed.message)
  if ('mistake' in answer)
    return new UserError(answer.mistake.message, answer.mistake.hint === undefined ? {} : { hint: answer.mistake.hint })
  return new Error(`${path}: ${answer.bug}`)
}
