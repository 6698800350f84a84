import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { loadConnectors } from '../targets/index.ts'
import { loadProcedures } from './index.ts'

describe('the catalogue', async () => {
  const procedures = await loadProcedures()
  const connectors = await loadConnectors()

  it('finds the procedures by listing, by name', () => {
    expect([...procedures.keys()]).toEqual(
      expect.arrayContaining(['postgres.check', 'postgres.retention', 'postgres.size', 'postgres.vacuum']),
    )
    for (const [name, procedure] of procedures) expect(procedure.name).toBe(name)
  })

  it.each([...procedures.values()])('$name cares for a kind of target that has a connector', (procedure) => {
    const connector = procedure.target === null ? null : connectors.get(procedure.target.kind)
    expect(connector).toBe(procedure.target)
  })

  it.each([...procedures.values()])('$name describes each of its parameters', (procedure) => {
    const schema = z.toJSONSchema(procedure.params, { io: 'input' }) as {
      properties?: Record<string, { description?: string }>
      additionalProperties?: boolean
    }
    expect(schema.additionalProperties, 'parameters are strict').toBe(false)
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      expect(property.description, `${name} of ${procedure.name}`).toMatch(/\.$/)
  })

  it.each([...connectors.values()])('$kind describes each setting of a target', (connector) => {
    const schema = z.toJSONSchema(connector.config, { io: 'input' }) as {
      properties?: Record<string, { description?: string }>
      additionalProperties?: boolean
    }
    expect(schema.additionalProperties, 'settings are strict').toBe(false)
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      expect(property.description, `${name} of ${connector.kind}`).toMatch(/\.$/)
  })

  it.each([...procedures.values()])('$name has a page for people', (procedure) => {
    expect(procedure.summary).toMatch(/\.$/)
    expect(procedure.docs.length).toBeGreaterThan(200)
  })
})
