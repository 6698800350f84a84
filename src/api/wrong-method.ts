import type { FastifyInstance } from 'fastify'

/** Remembers the routes under /api; tells which methods a path has, so that a wrong one is answered with 405 and not 404. */
export function rememberMethods(app: FastifyInstance): (path: string) => readonly string[] {
  const routes: { pattern: RegExp; methods: readonly string[] }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    if (/^\/(api|metrics)\b/.test(url)) routes.push({ pattern: patternOf(url), methods: [method].flat() })
  })
  return (path) => [...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))].toSorted()
}

/** `/runs/:id/sign` as a pattern; the urls of our routes hold nothing else that a pattern could take for a sign. */
const patternOf = (url: string): RegExp => new RegExp(`^${url.replaceAll(/:[a-z]+/gi, '[^/]+')}$`)
