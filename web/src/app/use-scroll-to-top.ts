import { useEffect, useRef } from 'react'
import { NavigationType, useLocation, useNavigationType } from 'react-router'

/** A new page begins at its top; the back button leads to where one was, which the browser does by itself. */
export function useScrollToTop(): void {
  const { pathname } = useLocation()
  const kind = useNavigationType()
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    if (kind !== NavigationType.Pop) window.scrollTo({ top: 0 })
  }, [pathname, kind])
}
