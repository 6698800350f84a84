import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { blindSpots } from './floors/blind-spots.ts'
import { lookAtImports } from './floors/look.ts'

// Checks that imports follow the floors of the house. dependency-cruiser is silent when it can't read TypeScript, so two questions are
// asked beside: does it find violations that are planted for it, and did it read every file?

const { modules, summary } = await lookAtImports(process.cwd(), ['src', 'sim', 'test', 'bench', 'scripts', 'web'])
const read = new Set(modules.map((module) => module.source))
const unread = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => join('src', path))
  .filter((path) => path.endsWith('.ts') && !read.has(path))

const problems = [
  ...(await blindSpots()),
  ...unread.map((path) => `${path}: was not read by dependency-cruiser`),
  ...summary.violations.map(({ from, to, rule, comment }) => `${from} -> ${to}: ${rule.name}: ${comment ?? ''}`),
]
console.log(`floors: ${summary.totalCruised} modules, ${summary.totalDependenciesCruised ?? 0} imports, ${problems.length} problems`)
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
