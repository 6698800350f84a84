import { cacheCompiledCode } from './base/compile-cache.ts'

cacheCompiledCode()
const { endQuietlyOnBrokenPipe, runCommandLine, systemTerminal } = await import('./cli/index.ts')

endQuietlyOnBrokenPipe()
process.exitCode = await runCommandLine(process.argv.slice(2), systemTerminal(), {
  makeServer: async ({ useCases }, log) => (await import('./api/index.ts')).createServer({ useCases, log, env: process.env }),
})
// A supervised process that is done lets go of its parent: an open channel would keep it alive.
if (process.connected) process.disconnect()
