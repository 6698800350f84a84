import { expect, it } from 'vitest'
import { prepareWorkplace } from '../../src/run/workplace.ts'
import { createWorld, taskOf } from './world.ts'

it('where a task works is named by what its target’s settings come to, and not by the secrets in them', async () => {
  const world = await createWorld()
  await world.load({ chores: {} })
  const whereIs = async (url: string): Promise<string | null> => {
    Object.assign(world.engine.env, { TARGET_URL: url })
    return (await prepareWorkplace(world.engine, 'test', taskOf('chores', {}))).where
  }
  const home = await whereIs('postgresql://keeper:first-password@db.example/shop')
  expect(home).toMatch(/^[0-9a-f]{16}$/)
  expect(await whereIs('postgresql://keeper:second-password@db.example/shop')).toBe(home)
  expect(await whereIs('postgresql://keeper:first-password@db.example/live')).not.toBe(home)
  expect(await whereIs('postgresql://keeper:first-password@live.example/shop')).not.toBe(home)
})

it('a task without a target works nowhere', async () => {
  const world = await createWorld()
  await world.load({ chores: {} })
  expect((await prepareWorkplace(world.engine, 'test', taskOf('chores', { target: null }))).where).toBeNull()
})
