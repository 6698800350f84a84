import { openApiDocument } from './docs/open-api-document.ts'

// Prints the API's OpenAPI document. Nothing is started, and no database is needed.
process.stdout.write(`${JSON.stringify(await openApiDocument(), null, 2)}\n`)
