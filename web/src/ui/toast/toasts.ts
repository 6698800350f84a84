import { useSyncExternalStore } from 'react'
import type { Tone } from '../status/tone.ts'

export type Toast = {
  readonly id: number
  readonly tone: Tone
  readonly message: string
  readonly link?: { readonly to: string; readonly words: string }
}

const shownMs = 8_000
let toasts: readonly Toast[] = []
let made = 0
const listeners = new Set<() => void>()

function become(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says briefly that something was done, or couldn't be. Goes away by itself. */
export function toast(given: Omit<Toast, 'id'>): void {
  const id = ++made
  become([...toasts.slice(-3), { ...given, id }])
  window.setTimeout(() => dismiss(id), shownMs)
}

export const dismiss = (id: number): void => become(toasts.filter((one) => one.id !== id))

export const useToasts = (): readonly Toast[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => toasts,
  )
