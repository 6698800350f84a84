import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { highlight } from './highlight.ts'
import classes from './statement.module.css'

/** The very statement, request or command, in monospace, to be read and copied. */
export function Statement({ text, label = 'Statement' }: { readonly text: string; readonly label?: string }) {
  return (
    <figure className={classes.frame}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard */}
      <pre className={classes.text} tabIndex={0} role="group" aria-label={label}>
        <code>
          {highlight(text).map((token, place) => (
            <span key={place} data-token={token.kind === 'other' ? undefined : token.kind}>
              {token.text}
            </span>
          ))}
        </code>
      </pre>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon
              variant="default"
              size={26}
              className={classes.copy}
              aria-label={copied ? 'Copied' : `Copy ${label.toLowerCase()}`}
              onClick={copy}
            >
              {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </figure>
  )
}
