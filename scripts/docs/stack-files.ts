import { cadenceDocs, stackFieldDocs } from '../../src/stack/index.ts'
import type { Page } from './page.ts'
import { page, yaml } from './page.ts'
import { table } from './schema-table.ts'

const example = `
stack: funding
title: Funding rates
timezone: Europe/Berlin

targets:
  db:
    kind: postgres
    url: \${FUNDING_DATABASE_URL}

windows:
  night:
    every: daily at 02:00
    for: 3h

guide:
  vacuum:
    title: Dead rows are removed
    does: postgres.vacuum
    target: db
    every: daily at 03:30
    window: night
`

/** How a stack file is written: every field from the schema that checks it, and the rules that no table tells. */
export const stackFilesPage = (): Page =>
  page(
    'stack-files.md',
    '# Stack files',
    `One YAML file says what a system consists of (*targets*) and what must be done about it, when (*guide*). \`upkeep check FILE\` reports every problem
at once, each at its line and column. \`upkeep schema\` prints the JSON Schema, with which editors complete and check while one types; save it, and begin
the file with \`# yaml-language-server: $schema=stack.schema.json\`.`,
    yaml(example),
    '## Fields',
    'NAME stands for a name of your choice. What else a target holds is on the page of its [kind](targets.md), what `with` holds on that of its [procedure](procedures/README.md).',
    table(
      ['field', 'value', 'default', 'meaning'],
      stackFieldDocs().map((field) => [
        `\`${field.path}\``,
        field.type,
        field.default === null ? (field.required ? '**required**' : '') : `\`${field.default}\``,
        field.meaning,
      ]),
    ),
    '## Cadences',
    table(
      ['written', 'for example', 'due'],
      cadenceDocs().map(({ shape, example: written, meaning }) => [shape, `\`${written}\``, meaning]),
    ),
    `**When the clocks change.** A cadence that names hours is due once for each time that it names: a time that comes twice counts at its first coming, a
time that is missing counts at the first moment after the gap. A cadence of every hour goes on through the hour that comes twice. \`every 5m\` takes no notice of
clocks at all.`,
    `**After downtime.** A due that nobody served for a minute was missed. \`catch-up: once\` makes one run for all that were missed, \`none\` waits for the next.
\`jitter\` delays a task by a span that is always the same for it, so that tasks that are due together don't start together.`,
    '## Windows',
    `A window is a span in which disruptive steps may run: recurring (\`every\` and \`for\`) or single (\`from\` and \`to\`, in the time zone of the stack). It lasts its
length in elapsed time, over midnight and over a change of the clocks; spans that touch are one. A step that won't fit into what is left isn't started: the run waits, and
goes on when the window opens again. \`window: any\` means always.`,
    '## Policies and proof',
    `Every step has a risk, and the runner keeps the rules; no procedure can skip them.`,
    table(
      ['risk', 'it', 'it runs'],
      [
        ['safe', 'takes no lock that anybody could notice', 'whenever the task is due'],
        ['disruptive', 'may be noticed', 'only in the window that the task names'],
        [
          'destructive',
          'takes data away',
          'only with the `proof` that the task names (`none` has to be written out), and after an approval unless the policy is `auto`',
        ],
      ],
    ),
    `\`policy: approve\` lets every plan wait for a person, whatever its risk. An approval is for one plan: when the plan has changed by the time the run goes on, it
waits again. A step that empties tables (\`postgres.clear\`) asks each time, whatever the policy.

\`proof: archive\` lets a step take away what a verified archive holds, and no more. The same task makes the archive first when it says where:

\`\`\`yaml
keep-rates:
  title: Rates are kept for 30 days
  does: postgres.retention
  target: funding
  every: daily at 04:00
  proof: archive
  with: { table: rates, column: at, keep: 30d, archive: { folder: /srv/upkeep/archives } }
\`\`\`

What is written between the archive and the deletion stays for the next run. \`upkeep archive list\`, \`verify\` and \`restore\` are the way back.`,
    '## Secrets',
    `\`\${NAME}\` is taken from the environment of the process that works on the target, \`\${file:/path}\` from a file there; \`$\${\` stands for the two characters themselves.
A password that is written out is a problem that \`check\` reports. Secrets appear in no log, evidence, report or answer of the API.`,
  )
