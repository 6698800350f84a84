import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const pages = ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: root })]
const read = (page: string): string => readFileSync(join(root, page), 'utf8')
/** What is in code can't be a link. */
const prose = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, 'code')

const linksOf = (page: string): string[] => [...prose(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!).filter((link) => !/^https?:/.test(link))

/** The anchors that a renderer makes of a page's headings. */
const anchorsOf = (page: string): string[] =>
  [...read(page).replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )

describe('the docs', () => {
  test.each(pages)('%s links only to pages and headings that are there', (page) => {
    const broken = linksOf(page).filter((link) => {
      const [path, anchor] = link.split('#', 2)
      const target = path === '' ? page : join(dirname(page), path!)
      return !existsSync(join(root, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor))
    })
    expect(broken).toEqual([])
  })

  test('are all reached from the README', () => {
    const reached = new Set(['README.md'])
    for (const page of reached) {
      for (const link of linksOf(page)) {
        const path = join(dirname(page), link.split('#')[0]!)
        if (path.endsWith('.md') && existsSync(join(root, path))) reached.add(path)
      }
    }
    expect(pages.filter((page) => !reached.has(page))).toEqual([])
  })
})
