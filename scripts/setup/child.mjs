import { spawn } from 'node:child_process'

/**
 * Runs a program whose output matters only if it fails, and throws an error that ends with the last of it.
 * `describe` says what failed and `hint` what to do about it.
 */
export async function runQuietly(command, args, { describe, hint, cwd }) {
  const child = spawn(command, args, { cwd, env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = (chunk) => (output = (output + chunk).slice(-8_000))
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const ended = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(code === 0 ? null : (signal ?? `exit code ${code}`)))
  })
  if (ended !== null) throw new Error(`${describe} (${ended})\n${output.trim().replace(/^/gm, '    ')}\nHINT: ${hint}`)
}
