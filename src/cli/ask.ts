import { createInterface } from 'node:readline/promises'

/** Asks on the terminal; only `y` or `yes` is a yes, and the end of input is a no. */
export async function askYesNo(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false })
  const stop = new AbortController()
  lines.once('close', () => stop.abort())
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal: stop.signal })
    return /^y(es)?$/i.test(answer.trim())
  } catch {
    // Ctrl-C or Ctrl-D: no answer is a no.
    process.stderr.write('\n')
    return false
  } finally {
    lines.close()
  }
}
