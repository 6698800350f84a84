import { VisuallyHidden } from '@mantine/core'
import classes from './middle-cut.module.css'

/** So many characters at the end always stay. */
const kept = 12

/** A name that is cut in its middle where the room ends, since names of one family differ at their ends. The whole of it is the tooltip, and what is read aloud. */
export function MiddleCut({ text }: { readonly text: string }) {
  const characters = Array.from(text)
  if (characters.length <= kept * 2) return <span className={classes.whole}>{text}</span>
  return (
    <>
      <VisuallyHidden>{text}</VisuallyHidden>
      <span className={classes.cut} title={text} aria-hidden>
        <span className={classes.head}>{characters.slice(0, -kept).join('')}</span>
        <span className={classes.tail}>{characters.slice(-kept).join('')}</span>
      </span>
    </>
  )
}
