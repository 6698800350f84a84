import { useState } from 'react'
import { UnstyledButton } from '@mantine/core'
import { highlight } from '../../ui/statement/highlight.ts'
import { Statement } from '../../ui/statement/statement.tsx'
import classes from './query-text.module.css'

/** A statement in two lines; a click shows the whole of it, to be read and copied. */
export function QueryText({ text }: { readonly text: string }) {
  const [opened, setOpened] = useState(false)
  const tokens = highlight(text.replaceAll(/\s+/g, ' '))
  return (
    <>
      <UnstyledButton className={classes.text} aria-expanded={opened} onClick={() => setOpened(!opened)}>
        {tokens.map((token, place) => (
          <span key={place} data-token={token.kind === 'other' ? undefined : token.kind}>
            {token.text}
          </span>
        ))}
      </UnstyledButton>
      {opened && <Statement text={text} />}
    </>
  )
}
