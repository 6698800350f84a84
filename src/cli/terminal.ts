import { styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'cyan' | 'magenta'
/** Colours a text, or leaves it alone where colours don't belong. */
export type Paint = (style: Style | null, text: string) => string

/** Where a command writes: results to standard output, so that they can be piped; progress, questions and errors to standard error. */
export type Terminal = {
  out(text: string): void
  err(text: string): void
  /** Columns of standard output; Infinity when it isn't a terminal, so that nothing is cut in a pipe. */
  readonly width: number
  readonly errWidth: number
  /** Whether standard error is a terminal: there progress is drawn in place. */
  readonly live: boolean
  /** Whether a person can be asked. */
  readonly canAsk: boolean
  readonly paint: Paint
  readonly errPaint: Paint
}

const plain: Paint = (_, text) => text
const coloured: Paint = (style, text) => (style === null || text === '' ? text : styleText(style, text, { validateStream: false }))

/** Colour on terminals only, and not where NO_COLOR (https://no-color.org) or TERM=dumb forbids it: hasColors knows both. */
const paintFor = (stream: NodeJS.WriteStream): Paint => (stream.isTTY && stream.hasColors() ? coloured : plain)

export function systemTerminal(): Terminal {
  const { stdin, stdout, stderr } = process
  return {
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(text),
    width: stdout.isTTY ? stdout.columns : Infinity,
    errWidth: stderr.isTTY ? stderr.columns : Infinity,
    live: stderr.isTTY && process.env['TERM'] !== 'dumb',
    canAsk: stdin.isTTY && stderr.isTTY,
    paint: paintFor(stdout),
    errPaint: paintFor(stderr),
  }
}

/** A reader that goes away (`upkeep runs | head`) is no error: the rest is not wanted. */
export function endQuietlyOnBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit()
      throw error
    })
  }
}
