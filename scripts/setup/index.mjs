import { existsSync } from 'node:fs'
import { installPackages } from './packages.mjs'
import { linkNode } from './node.mjs'
import { buildWeb } from './web.mjs'

/** Makes a checkout ready to run and returns the path of its Node. What is done already isn't done again. */
export async function setUp({ web, say }) {
  await installPackages(say)
  const node = linkNode()
  if (web && existsSync('web/index.html')) await buildWeb(node, say)
  return node
}
