/**
 * A token that came in the address (`#token=...`), as `npm start` prints it. Taken out of the address bar and the history at once, before
 * anything else runs, so that it can't be copied along, bookmarked or read by the next page. A fragment is never sent to a server.
 */
export function takeFragmentToken(
  place: Pick<Location, 'hash' | 'pathname' | 'search'>,
  past: Pick<History, 'state' | 'replaceState'>,
): string | null {
  const token = new URLSearchParams(place.hash.slice(1)).get('token')
  if (token === null) return null
  past.replaceState(past.state, '', `${place.pathname}${place.search}`)
  return token === '' ? null : token
}
