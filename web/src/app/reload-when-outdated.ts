/**
 * After an update of the server, the chunks that an old page would fetch are gone. The page is then loaded anew, once: a second failure within
 * a minute is no matter of age, and is shown.
 */
export function reloadWhenOutdated(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const before = Number(sessionStorage.getItem('upkeep-reloaded-at') ?? 0)
    if (Date.now() - before < 60_000) return
    event.preventDefault()
    sessionStorage.setItem('upkeep-reloaded-at', String(Date.now()))
    location.reload()
  })
}
