import { VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { bytes } from '../format/units.ts'
import { MiddleCut } from '../text/middle-cut.tsx'
import classes from './stacked-bars.module.css'

/** Colours are told apart by lightness too, and every part has its words: none depends on colour alone. */
export type Part = { readonly kind: 'one' | 'two' | 'three' | 'waste'; readonly words: string }
export type Bar = { readonly name: string; readonly values: readonly number[]; readonly total: number; readonly link?: ReactNode }

/** What is largest, and what it is made of: a bar each, all to the same scale. `values` are bytes, in the order of `parts`. */
export function StackedBars({ parts, bars }: { readonly parts: readonly Part[]; readonly bars: readonly Bar[] }) {
  const longest = Math.max(1, ...bars.map(({ total }) => total))
  const used = parts.map((_, place) => bars.some(({ values }) => (values[place] ?? 0) > 0))
  return (
    <div className={classes.chart}>
      <ul className={classes.bars}>
        {bars.map(({ name, values, total }) => (
          <li key={name} className={classes.bar}>
            <span className={classes.name}>
              <MiddleCut text={name} />
            </span>
            <span className={classes.total}>{bytes(total)}</span>
            <span className={classes.track} aria-hidden>
              {parts.map(({ kind, words }, place) => (
                <span
                  key={kind}
                  className={classes.part}
                  data-kind={kind}
                  title={`${words}: ${bytes(values[place] ?? 0)}`}
                  style={{ width: `${((values[place] ?? 0) / longest) * 100}%` }}
                />
              ))}
            </span>
            <VisuallyHidden>
              {parts
                .filter((_, place) => (values[place] ?? 0) > 0)
                .map(({ words }) => `${words} ${bytes(values[parts.findIndex((part) => part.words === words)] ?? 0)}`)
                .join(', ')}
            </VisuallyHidden>
          </li>
        ))}
      </ul>
      <ul className={classes.legend} aria-hidden>
        {parts
          .filter((_, place) => used[place])
          .map(({ kind, words }) => (
            <li key={kind}>
              <span className={classes.swatch} data-kind={kind} />
              {words}
            </li>
          ))}
      </ul>
    </div>
  )
}
