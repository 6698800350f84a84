export { runCommandLine } from './program.ts'
export { endQuietlyOnBrokenPipe, systemTerminal } from './terminal.ts'
