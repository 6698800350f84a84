import { z } from 'zod'
import type { Assessment, Fact, TaskFacts } from '../contract.ts'
import { defineProcedure } from '../contract.ts'

const params = z.strictObject({
  about: z.string().min(1).describe('What is to be reviewed, and what the answer should say.'),
  facts: z
    .array(z.string().min(1))
    .prefault([])
    .describe('Tasks of the same stack whose last results are laid before the person who signs.'),
  checklist: z.array(z.string().min(1)).prefault([]).describe('What to look at, one line each.'),
  links: z
    .record(z.string().min(1), z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' }))
    .prefault({})
    .describe('Where to look, by name: dashboards, bills, documents.'),
})
type ReviewParams = z.infer<typeof params>

type ReviewObservation = {
  readonly now: string
  readonly due: string
  readonly tasks: readonly TaskFacts[]
}

export default defineProcedure({
  name: 'review',
  title: 'Review by a person',
  summary: 'Prepares the facts, asks a person to look at them, reminds, and keeps the answer.',
  docs: `
For the duties that only a person can do: costs, documentation, architecture, contacts, access. When the task is due, the last results of the tasks under \`facts\` and
their open findings are gathered and laid before the person, with the checklist and the links. The run waits until somebody signs it with a note (on the page, with
\`upkeep sign\`, or through the API); it is reminded of, and the answer is kept with the facts as they were. The task's policy is \`sign-off\`.

It looks at no target, has no steps and makes no findings of its own.
`,
  example: `
weekly-costs:
  title: Costs are what we expect
  does: review
  every: weekly on monday at 10:00
  policy: sign-off
  with:
    about: Compare what the platform costs with what it is for. Say what should shrink.
    facts: [database-size, host]
    checklist: [unused services and databases, oversized instances, old backups]
    links: { Bill: https://console.example.com/billing }
`,
  kind: 'sign-off',
  target: null,
  params,

  async inspect({ params, ctx }): Promise<ReviewObservation> {
    return { now: ctx.now.toISOString(), due: ctx.due.toISOString(), tasks: params.facts.length > 0 ? await ctx.facts(params.facts) : [] }
  },

  assess({ tasks }: ReviewObservation, { about, checklist, links }: ReviewParams): Assessment {
    return {
      findings: [],
      steps: [],
      facts: [
        { label: 'About', value: about },
        ...checklist.map((line, index) => ({ label: `To look at, ${index + 1}`, value: line })),
        ...Object.entries(links).map(([label, value]) => ({ label, value })),
        ...tasks.flatMap(taskLines),
      ],
    }
  },
})

function taskLines({ title, lastRun, openFindings }: TaskFacts): readonly Fact[] {
  return [
    { label: title, value: lastRun === null ? 'has not run yet' : lastRun.state },
    ...(lastRun?.endedAt ? [{ label: `${title}: last run`, value: lastRun.endedAt, unit: 'time' as const }] : []),
    ...openFindings.map((finding) => ({ label: `${title}: open`, value: `${finding.severity}: ${finding.title}` })),
    ...(lastRun?.facts ?? []).map((fact) => ({ ...fact, label: `${title}: ${fact.label}` })),
  ]
}
