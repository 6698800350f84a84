import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import classes from './filter.module.css'

/** The page's filter: `/` goes there, Escape empties it. */
export function SearchField({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  return (
    <TextInput
      className={classes.search}
      size="sm"
      aria-label={label}
      placeholder={label}
      value={value}
      data-filter
      leftSection={<IconSearch size={15} stroke={1.8} aria-hidden />}
      rightSection={value === '' ? null : <CloseButton size="sm" aria-label="Empty the filter" onClick={() => onChange('')} />}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        if (value === '') event.currentTarget.blur()
        else onChange('')
      }}
    />
  )
}
