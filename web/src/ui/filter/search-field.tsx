import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import classes from './filter.module.css'

type Props = { readonly label: string; readonly value: string; readonly onChange: (value: string) => void }

/**
 * The page's filter: `/` goes there, Escape empties it. It keeps its own words, because the address follows them a moment later;
 * while somebody types, what they type counts, else what the address says.
 */
export function SearchField({ label, value, onChange }: Props) {
  const [words, setWords] = useState(value)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (document.activeElement !== field.current) setWords(value)
  }, [value])
  const change = (next: string): void => {
    setWords(next)
    onChange(next)
  }
  return (
    <TextInput
      ref={field}
      className={classes.search}
      size="sm"
      aria-label={label}
      placeholder={label}
      value={words}
      data-filter
      leftSection={<IconSearch size={15} stroke={1.8} aria-hidden />}
      rightSection={words === '' ? null : <CloseButton size="sm" aria-label="Empty the filter" onClick={() => change('')} />}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        if (words === '') event.currentTarget.blur()
        else change('')
      }}
    />
  )
}
