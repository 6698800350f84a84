import { useState } from 'react'
import { isBranch, pathTo } from './differing.ts'
import classes from './json-tree.module.css'

type Props = { readonly value: unknown; readonly marked?: ReadonlySet<string>; readonly label: string }

/** A JSON value as a tree that opens branch by branch; marked paths are open and highlighted. */
export function JsonTree({ value, marked = new Set(), label }: Props) {
  return (
    <div className={classes.tree} role="group" aria-label={label}>
      {isBranch(value) ? <Children value={value} path="" marked={marked} /> : <Leaf value={value} />}
    </div>
  )
}

function Children({
  value,
  path,
  marked,
}: {
  readonly value: { readonly [key: string]: unknown }
  readonly path: string
  readonly marked: ReadonlySet<string>
}) {
  const inArray = Array.isArray(value)
  return (
    <ul className={classes.children}>
      {Object.entries(value).map(([name, child]) => (
        <Node key={name} name={name} value={child} path={pathTo(path, name, inArray)} marked={marked} />
      ))}
    </ul>
  )
}

function Node({
  name,
  value,
  path,
  marked,
}: {
  readonly name: string
  readonly value: unknown
  readonly path: string
  readonly marked: ReadonlySet<string>
}) {
  const [open, setOpen] = useState(marked.has(path))
  if (!isBranch(value) || Object.keys(value).length === 0) {
    return (
      <li data-marked={marked.has(path) || undefined} className={classes.leaf}>
        <span className={classes.name}>{name}</span> <Leaf value={value} />
      </li>
    )
  }
  return (
    <li>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={classes.summary}>
          <span className={classes.name}>{name}</span>{' '}
          <span className={classes.size}>{Array.isArray(value) ? `[${value.length}]` : `{${Object.keys(value).length}}`}</span>
        </summary>
        {open && <Children value={value} path={path} marked={marked} />}
      </details>
    </li>
  )
}

function Leaf({ value }: { readonly value: unknown }) {
  return <span data-kind={value === null ? 'null' : typeof value}>{JSON.stringify(value)}</span>
}
