import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import { useLocalStorage } from '@mantine/hooks'
import { places } from './places.ts'

/** How long after `g` its letter may follow, in milliseconds. */
const sequenceMs = 1_500

/** Keys beside `g` and a letter; shown by the help dialog. */
export const keysHelp = [
  { keys: ['?'], words: 'This help' },
  { keys: ['/'], words: 'Go to the filter of this page' },
  { keys: ['j'], words: 'Next row' },
  { keys: ['k'], words: 'Row before' },
  { keys: ['Enter'], words: 'Open the row' },
] as const

/** Single keys can be turned off, for those whose speech or switch input would press them (WCAG 2.1.4). Kept in this browser. */
export const useShortcutsOn = () => useLocalStorage({ key: 'upkeep-shortcuts', defaultValue: true, getInitialValueInEffect: false })

/** Listens for the page's keys, wherever the focus is but in a field or a dialog. */
export function useShortcuts(on: boolean, help: () => void): void {
  const navigate = useNavigate()
  useEffect(() => {
    if (!on) return undefined
    let gAt = Number.NEGATIVE_INFINITY
    const pressed = (event: KeyboardEvent): void => {
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        event.defaultPrevented ||
        isTyping(event.target) ||
        document.querySelector('[role="dialog"]') !== null
      )
        return
      const place = event.timeStamp - gAt < sequenceMs ? places.find(({ key }) => key === event.key) : undefined
      gAt = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY
      if (place) void navigate(place.to)
      else if (event.key === '?') help()
      else if (event.key === '/') document.querySelector<HTMLElement>('[data-filter]')?.focus()
      else if (event.key === 'j') step(1)
      else if (event.key === 'k') step(-1)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [on, help, navigate])
}

/** Moves the focus among the rows of the page. */
function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')]
  const current = rows.findIndex((row) => row === document.activeElement)
  const next = current === -1 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, current + by))
  rows[next]?.focus()
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
