import { access } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** Files with a hash in their name may be kept for good; of everything else the browser asks whether it is still the same. */
const cacheOf = (file: string): string => (file.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')

/**
 * The web page: the files of its build. What is no file there is a view of the page, which its own router knows, when a browser goes to it: it gets index.html.
 * Names of stacks, tasks and databases have dots too, so an ending alone tells nothing.
 */
export async function servePage(app: FastifyInstance, webRoot: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: webRoot,
    serve: false,
    preCompressed: true,
    cacheControl: false,
    dotfiles: 'ignore',
    suppressWarning: true,
  })

  app.get<{ Params: { '*': string } }>('/*', { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) => {
    const path = request.params['*']
    if (/^(api|docs|metrics)(\/|$)/.test(path)) return reply.callNotFound()
    const file = isView(path, request.headers.accept) ? 'index.html' : path
    if (file === 'index.html' && !(await isThere(join(webRoot, file)))) return sendNotBuilt(reply)
    return reply.header('cache-control', cacheOf(file)).sendFile(file)
  })
}

/** Where the page's router has views with a name in them. Only what a browser shows as a page is one: a script or picture that is missing stays missing. */
const named = /^(databases|tasks|procedures|runs)\//

function isView(path: string, accept = ''): boolean {
  if (!/\.[a-z0-9]+$/i.test(path)) return true
  return named.test(path) && !path.split('/').some((part) => part === '..' || part.startsWith('.')) && accept.includes('text/html')
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

const sendNotBuilt = (reply: FastifyReply): FastifyReply =>
  reply.status(503).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(notBuilt)

const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Upkeep: the page is not built</title>
<style>body{font:16px/1.5 system-ui;max-width:36rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}</style>
<h1>Upkeep runs, but its page is not built</h1>
<p>Build it with <code>npm run web</code>, then load this page again; no restart is needed.</p>
<p>Until then, the command line does everything (<code>./upkeep --help</code>), and the API is described at <a href="/docs">/docs</a>.</p>
</html>
`
