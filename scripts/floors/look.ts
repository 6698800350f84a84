import { cruise } from 'dependency-cruiser'
import type { ICruiseResult, IResolveOptions } from 'dependency-cruiser'
import { rules } from './rules.ts'
import { teachUsing } from './teach-visitor.ts'

teachUsing()

/** What dependency-cruiser sees in these folders under `baseDir`, and which rules are broken. */
export async function lookAtImports(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const resolving: Partial<IResolveOptions> = {
    bustTheCache: true, // baseDir changes from call to call
    exportsFields: ['exports'],
    conditionNames: ['import', 'node', 'default', 'types'],
    extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
  }
  const { output } = await cruise(
    folders,
    {
      baseDir,
      ruleSet: { forbidden: rules },
      validate: true,
      parser: 'swc', // TypeScript 7 has no compiler API: with it alone nothing is parsed, and nothing said
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '(^|/)dist[^/]*/' },
    },
    resolving,
  )
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered with text: ${output.slice(0, 200)}`)
  return output
}
