import type { IFlattenedRuleSet } from 'dependency-cruiser'

/** The floors of the house, from the ground up: a folder of src/ imports only from floors below, never from a folder of its own floor. */
const floors = [
  ['base'],
  ['store', 'cluster'],
  ['stack', 'targets'],
  ['backup', 'funding'],
  ['procedures'],
  ['run', 'watch'],
  ['app'],
  ['cli', 'tui', 'api'],
]

const ownTests = '\\.test\\.tsx?$'

export const rules: NonNullable<IFlattenedRuleSet['forbidden']> = [
  ...floors.flatMap((floor, level) =>
    floor.map((folder) => ({
      name: `floor-${level}-${folder}`,
      comment: `src/${folder} is on floor ${level}: it imports only from floors below`,
      severity: 'error' as const,
      from: { path: `^src/${folder}/` },
      to: { path: `^src/(${notBelow(level, folder).join('|')})/` },
    })),
  ),
  {
    name: 'known-folder',
    comment: 'every folder of src/ has its floor in scripts/floors/rules.ts',
    severity: 'error',
    from: { path: '^src/[^/]+/', pathNot: `^src/(${floors.flat().join('|')})/` },
    to: {},
  },
  {
    name: 'entry-is-the-top',
    comment: 'nothing imports the entry',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^src/main\\.ts$' },
  },
  {
    name: 'product-stands-alone',
    comment: 'src never imports what exists for the demo, the tests or the tooling',
    severity: 'error',
    from: { path: '^src/', pathNot: ownTests },
    to: { path: '^(sim|test|bench|scripts|web)/' },
  },
  {
    name: 'web-talks-to-the-api-only',
    comment: 'the page knows the API through its OpenAPI document, not through the code',
    severity: 'error',
    from: { path: '^web/src/', pathNot: ownTests },
    to: { path: '^(src|sim|bench|scripts)/' },
  },
  {
    name: 'installed-with-the-package',
    comment: 'what src and the demo import is a dependency, not a devDependency',
    severity: 'error',
    from: { path: '^(src/|sim/demo\\.ts$)', pathNot: ownTests },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  { name: 'resolvable', comment: 'every import leads somewhere', severity: 'error', from: {}, to: { couldNotResolve: true } },
  {
    name: 'no-circle',
    comment: 'no module imports itself in a roundabout way',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
]

/** The folders that one on this floor must not import: the others of its floor and all above. */
function notBelow(level: number, folder: string): string[] {
  return floors
    .slice(level)
    .flat()
    .filter((other) => other !== folder)
}
