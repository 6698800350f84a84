import { command, tool } from './command.ts'
import { prepareMachine } from './machine.ts'
import type { Stage } from './run-stages.ts'
import { vitest } from './vitest.ts'

const node = process.execPath

export const stages: readonly Stage[] = [
  { name: 'machine', run: prepareMachine },
  { name: 'lock', run: () => command(node, ['scripts/lock.mjs', '--check']) },
  { name: 'format', run: () => command(tool('oxfmt'), ['--check']) },
  { name: 'lint', run: () => command(tool('oxlint'), []) },
  { name: 'types', run: () => command(tool('tsc'), ['-p', '.']) },
  { name: 'types-web', run: () => command(tool('tsc'), ['-p', 'web']) },
  { name: 'floors', run: () => command(node, ['scripts/floors.ts']) },
  { name: 'dead-code', run: () => command(tool('knip'), []) },
  { name: 'docs', run: () => command(node, ['scripts/docs.ts', '--check']) },
  { name: 'openapi', run: () => command(node, ['web/tools/generate.ts', '--check']) },
  { name: 'web', run: () => command(node, ['scripts/setup.mjs', '--web']) },
  { name: 'tests', run: () => vitest() },
]
