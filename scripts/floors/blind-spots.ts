import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { lookAtImports } from './look.ts'

const planted = [
  { path: 'src/base/up.ts', imports: '../store/table.ts', breaks: 'floor-0-base' },
  { path: 'src/store/table.ts', imports: '../cluster/server.ts', breaks: 'floor-1-store' },
  { path: 'src/cluster/server.ts', imports: '../../sim/demo.ts', breaks: 'product-stands-alone' },
  { path: 'src/utils/misc.ts', imports: '../base/up.ts', breaks: 'known-folder' },
  { path: 'src/app/typo.ts', imports: '../run/no-such.ts', breaks: 'resolvable' },
  { path: 'src/run/circle.ts', imports: './other.ts', breaks: 'no-circle' },
  { path: 'src/run/other.ts', imports: './circle.ts', breaks: null },
  { path: 'sim/demo.ts', imports: 'node:fs', breaks: null },
]

/** Violations of each kind are planted in a folder of their own; the answer names those that were not found. */
export async function blindSpots(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-floors-'))
  try {
    for (const { path, imports } of planted) {
      mkdirSync(join(folder, dirname(path)), { recursive: true })
      writeFileSync(
        join(folder, path),
        `import * as other from '${imports}'\nexport const seen: unknown = other\nexport async function use() {\n  await using file = await other.open()\n  return file\n}\n`,
      )
    }
    const { summary } = await lookAtImports(folder, ['src', 'sim'])
    const found = new Set(summary.violations.map(({ from, rule }) => `${from} ${rule.name}`))
    return planted
      .filter(({ path, breaks }) => breaks !== null && !found.has(`${path} ${breaks}`))
      .map(
        ({ path, breaks }) =>
          `${path}: the planted violation of ${breaks} was not found, so the check is blind\nHINT: is @swc/core installed?`,
      )
  } finally {
    rmSync(folder, { recursive: true })
  }
}
