import { NativeSelect } from '@mantine/core'
import classes from './filter.module.css'
import '@mantine/core/styles/Input.layer.css'

type Option = { readonly value: string; readonly label: string }

/** One of a few values, or all of them. The browser's own list: it works everywhere, on phones best of all. */
export function Choice({
  label,
  all,
  value,
  options,
  onChange,
}: {
  readonly label: string
  readonly all: string
  readonly value: string
  readonly options: readonly Option[]
  readonly onChange: (value: string) => void
}) {
  const data = [{ value: '', label: all }, ...options]
  // A value from the address that isn't offered is shown all the same: a filter that works unseen would hide things.
  if (!data.some((option) => option.value === value)) data.push({ value, label: value })
  return (
    <NativeSelect
      className={classes.choice}
      size="sm"
      aria-label={label}
      data={data}
      value={value}
      data-active={value !== '' || undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
