import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../harness/index.ts'
import type { TemporaryFolder } from '../harness/index.ts'
import { openDoor } from './door.ts'
import type { Door } from './door.ts'

let door: Door
let folder: TemporaryFolder
beforeAll(async () => {
  folder = await temporaryFolder()
  await mkdir(join(folder.path, 'assets'))
  await writeFile(join(folder.path, 'index.html'), '<title>Upkeep</title>')
  await writeFile(join(folder.path, 'favicon.svg'), '<svg/>')
  await writeFile(join(folder.path, '.secret'), 'no')
  await writeFile(join(folder.path, 'assets', 'index-abc123.js'), 'start()')
  await writeFile(join(folder.path, 'assets', 'index-abc123.js.br'), 'packed')
  door = await openDoor({ webRoot: folder.path })
})
afterAll(async () => {
  await door.close()
  await folder.close()
})

const get = (url: string, headers: Record<string, string> = {}, method = 'GET') => door.ask(method, url, { as: null, headers })

it.each(['/', '/index.html', '/runs/01999999-0000-7000-8000-000000000000', '/tasks/demo/vacuum', '/findings?state=open'])(
  'serves the page for each of its views, fresh: %s',
  async (url) => {
    const told = await get(url)
    expect(told).toMatchObject({ status: 200, text: '<title>Upkeep</title>', headers: { 'cache-control': 'no-cache' } })
    expect(told.headers['content-type']).toBe('text/html; charset=utf-8')
  },
)

it('serves the page for a view whose name has a dot, when a browser goes there', async () => {
  const accept = 'text/html,application/xhtml+xml,*/*;q=0.8'
  for (const url of ['/databases/shop.eu/prices.db', '/tasks/shop.eu/vacuum.nightly', '/procedures/postgres.vacuum'])
    expect(await get(url, { accept })).toMatchObject({ status: 200, text: '<title>Upkeep</title>' })
  expect(await get('/databases/shop/prices.db', { accept: '*/*' })).toMatchObject({ status: 404 })
  for (const url of ['/robots.txt', '/assets/index-old.js', '/databases/.secret', '/databases/..%2f.secret'])
    expect(await get(url, { accept })).toMatchObject({ status: 404 })
})

it('serves files with a hash in their name for good, packed where the browser takes it', async () => {
  expect(await get('/assets/index-abc123.js')).toMatchObject({
    status: 200,
    text: 'start()',
    headers: { 'cache-control': 'public, max-age=31536000, immutable' },
  })
  expect(await get('/assets/index-abc123.js', { 'accept-encoding': 'br' })).toMatchObject({
    status: 200,
    text: 'packed',
    headers: { 'content-encoding': 'br' },
  })
  expect(await get('/favicon.svg')).toMatchObject({
    status: 200,
    headers: { 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' },
  })
})

it('answers a browser that has the file with 304', async () => {
  const { headers } = await get('/favicon.svg')
  expect(await get('/favicon.svg', { 'if-none-match': String(headers['etag']) })).toMatchObject({ status: 304, text: '' })
})

it.each([
  '/assets/index-old.js',
  '/robots.txt',
  '/.secret',
  '/../package.json',
  '/%2e%2e/package.json',
  '/assets/..%2f..%2fpackage.json',
  '/api/nothing',
  '/api',
  '/docs/nothing',
  '/metrics/x',
])('gives no page for what is a file, or not of the page, and is not there: %s', async (url) => {
  const told = await get(url)
  expect(told).toMatchObject({ status: 404, json: { error: { code: 'no-such-path' } } })
})

it('knows no other method', async () => {
  expect(await get('/', {}, 'POST')).toMatchObject({ status: 404, json: { error: { code: 'no-such-path' } } })
  expect(await get('/', {}, 'HEAD')).toMatchObject({ status: 200, text: '' })
})

it('says how to build the page while it is missing, and serves it once it is there', async () => {
  await rm(join(folder.path, 'index.html'))
  const told = await get('/')
  expect(told).toMatchObject({ status: 503, headers: { 'cache-control': 'no-store' } })
  expect(told.text).toContain('npm run web')
  await writeFile(join(folder.path, 'index.html'), '<title>Upkeep</title>')
  expect(await get('/')).toMatchObject({ status: 200 })
})
