import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keptResults } from '../../bench/result.ts'
import type { Result } from '../../bench/result.ts'
import { renderTable } from '../../bench/table.ts'
import { page } from './page.ts'
import type { Page } from './page.ts'

const results = keptResults()

/** One page with every benchmark's last result. */
export const benchmarksPage = (): Page =>
  page(
    'benchmarks.md',
    '# Benchmarks',
    'What was measured last, each figure beside its goal or its peer in one run. `npm run bench` measures again; the cases are in `bench/cases`.',
    ...results.flatMap((result) => [`## ${result.title}`, result.how, renderTable(result.figures), `${result.machine}, ${day(result)}, \`${result.name}\``]),
  )

const [begin, end] = ['<!-- benchmarks: written by `npm run docs` -->', '<!-- /benchmarks -->']

/** The README, with what has a goal between its two marks. */
export function readmePage(): Page {
  const readme = readFileSync('README.md', 'utf8')
  const [before, rest] = readme.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`README.md has lost its marks ${begin} and ${end}`)
  const goals = results.flatMap(({ name, figures }) =>
    figures
      .filter(({ most, least }) => most !== undefined || least !== undefined)
      .map((figure) => ({ ...figure, what: `${name}: ${figure.what}` })),
  )
  return { path: join('..', 'README.md'), text: `${before}${begin}\n\n${renderTable(goals)}\n\n${end}${after}` }
}

const day = ({ at }: Result): string => at.slice(0, 10)
