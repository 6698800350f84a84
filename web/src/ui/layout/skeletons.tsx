import classes from './skeletons.module.css'

/** Grey lines of uneven length where rows will be. */
export function Skeletons({ lines }: { readonly lines: number }) {
  return (
    <div className={classes.lines} aria-hidden>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={classes.line} style={{ width: `${92 - ((line * 37) % 45)}%` }} />
      ))}
    </div>
  )
}
