import { useSearchParams } from 'react-router'

/** A page's filters live in the address: they can be sent to somebody, and the back button undoes them. An empty value is none. */
export function useFilter<Name extends string>(...names: readonly Name[]) {
  const [params, setParams] = useSearchParams()
  const values = Object.fromEntries(names.map((name) => [name, params.get(name) ?? ''])) as { readonly [name in Name]: string }
  const set = (name: Name, value: string): void =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before)
        if (value === '') after.delete(name)
        else after.set(name, value)
        return after
      },
      { replace: true, preventScrollReset: true },
    )
  const clear = (): void => setParams({}, { replace: true, preventScrollReset: true })
  return [values, set, clear] as const
}
