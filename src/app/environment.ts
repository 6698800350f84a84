import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The variables that stack files may refer to: those of the process, and those that the demo wrote into the home. The process wins. */
export function stackEnvironment(
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return { ...readEnvFile(join(home, 'demo.env')), ...env }
}

/** Lines of NAME=value; a file that isn't there has none. */
function readEnvFile(path: string): Record<string, string> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return {}
  }
  const lines = text.split('\n').filter((line) => /^[A-Za-z_]\w*=/.test(line))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}
