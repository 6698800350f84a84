import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openApiTypes, type OpenApiDocument } from './openapi-types.ts'

/**
 * `node web/tools/generate.ts` writes the client's types from the document that `npm run openapi` prints;
 * with `--check` it changes nothing and exits 1 when the file isn't what it would write. `--from FILE` reads the document from a file.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))
const target = fileURLToPath(new URL('../src/api/schema.generated.ts', import.meta.url))
const from = process.argv.indexOf('--from')
const text =
  from === -1
    ? execFileSync('npm', ['run', '--silent', 'openapi'], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    : readFileSync(process.argv[from + 1]!, 'utf8')
const made = openApiTypes(JSON.parse(text) as OpenApiDocument)

if (!process.argv.includes('--check')) {
  writeFileSync(target, made)
} else if (readFileSync(target, 'utf8') !== made) {
  process.stderr.write(
    "web/src/api/schema.generated.ts is not what the API's OpenAPI document says\nHINT: run `npm run web:types` and commit the file\n",
  )
  process.exitCode = 1
}
