import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a request was made by a page of this very origin. Browsers say it in Sec-Fetch-Site; over plain HTTP between machines they
 * leave that out, and Origin must name the host that was asked. With neither header the answer is no.
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin, host } = headers
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false
  return new URL(origin).host === host.toLowerCase()
}
