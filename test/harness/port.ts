import { randomInt } from 'node:crypto'
import { freePort } from '../../src/cluster/free-port.ts'

/**
 * A port of the loopback address for a server that a test starts by it, and starts again: whoever only needs some port asks for 0. It lies below those that
 * the kernel gives to connections and to servers that asked for 0 (Linux: from 32768 on, macOS: from 49152), so that it is still free seconds and minutes later.
 */
export const ownPort = (): Promise<number> => freePort(randomInt(12_000, 32_000))
