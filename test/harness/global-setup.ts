import type { TestProject } from 'vitest/node'
import { testCluster } from './cluster.ts'
import { dropTemplates } from './template.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser's URL of the cluster that all tests of a run share. */
    clusterUrl: string
  }
}

/** One throw-away cluster a test run. Its URL goes to the tests; each test file makes a database of its own in it (testDatabase). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await testCluster()
  project.provide('clusterUrl', cluster.url())
  // In watch mode the migrations may have changed since the last round.
  project.onTestsRerun(() => dropTemplates(cluster.url()))
  return cluster.close
}
