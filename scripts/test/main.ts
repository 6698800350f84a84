import { runStages } from './run-stages.ts'
import { stages } from './stages.ts'

// Everything that CI does, in order. `npm test -- lint types` runs only the stages with these names.
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name))
if (unknown.length > 0) {
  console.log(`no stage is called ${unknown.join(', ')}\nHINT: the stages are ${stages.map((stage) => stage.name).join(', ')}`)
  process.exitCode = 2
} else {
  process.exitCode = await runStages(wanted.length === 0 ? stages : stages.filter((stage) => wanted.includes(stage.name)))
}
