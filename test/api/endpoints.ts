import type { Role } from '../../src/app/views/words.ts'
import type { Door } from './door.ts'

type Sent = { readonly url: string; readonly body?: unknown }

/** What the five tests of an endpoint send. */
export type Endpoint = {
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** The lowest role that may call it; null: anybody. */
  readonly role: Role | null
  readonly status: number
  /** Makes what is needed, and says what to ask for. */
  readonly works: (door: Door) => Sent | Promise<Sent>
  /** What the answer has in it. */
  readonly answer: object | readonly object[] | null
  /** An id, a filter or a body that can't be right: 400. */
  readonly malformed: Sent
  /** The right shape of something that isn't there: 404. */
  readonly missing?: Sent
}

let made = 0
const noRun = '01999999-0000-7000-8000-000000000000'
const at = (url: string, body?: unknown) => (): Sent => ({ url, body })
const onWaiting =
  (task: string, action: string, body: (planHash: string) => unknown) =>
  async (door: Door): Promise<Sent> => {
    const run = await door.ran(task)
    return { url: `/api/runs/${run.id}/${action}`, body: body(run.plan?.hash ?? '') }
  }

export const endpoints: readonly Endpoint[] = [
  {
    operation: 'health',
    method: 'GET',
    role: null,
    status: 200,
    works: at('/api/health'),
    answer: { status: 'ok', database: true, workers: 1 },
    malformed: { url: '/api/health?deep=1' },
  },
  {
    operation: 'overview',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: at('/api/overview'),
    answer: { stacks: [{ stack: 'demo', tasks: 5 }] },
    malformed: { url: '/api/overview?stack=demo' },
  },
  {
    operation: 'calendar',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: at('/api/calendar?from=2025-01-01&to=2025-02-01'),
    answer: [],
    malformed: { url: '/api/calendar?from=yesterday&to=2025-02-01' },
  },
  {
    operation: 'calendarDays',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: at('/api/calendar/days?from=2025-01-01&to=2025-02-01&timezone=Europe/Berlin'),
    answer: [],
    malformed: { url: '/api/calendar/days?from=2025-01-01&to=2025-02-01&timezone=Atlantis' },
  },
  {
    operation: 'targets',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: at('/api/targets'),
    answer: [
      { stack: 'demo', target: 'here', kind: 'command' },
      { stack: 'demo', target: 'records', kind: 'sqlite' },
    ],
    malformed: { url: '/api/targets?stack=demo' },
  },
  {
    operation: 'target',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: async (door) => {
      await door.ran('tidy')
      return { url: '/api/targets/demo/here' }
    },
    answer: { target: 'here', looks: [{ task: 'tidy' }] },
    malformed: { url: '/api/targets/demo/here?deep=1' },
    missing: { url: '/api/targets/demo/elsewhere' },
  },
  {
    operation: 'databases',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: at('/api/databases'),
    answer: [{ stack: 'demo', target: 'records', kind: 'sqlite', status: 'unknown', looks: { never: 1 } }],
    malformed: { url: '/api/databases?stack=demo' },
  },
  {
    operation: 'database',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: at('/api/databases/demo/records'),
    answer: { target: 'records', size: { bytes: null, source: { state: 'never', task: { task: 'records' } } }, indexes: null },
    malformed: { url: '/api/databases/demo/re%20cords' },
    // A target, but no database.
    missing: { url: '/api/databases/demo/here' },
  },
  {
    operation: 'tasks',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: at('/api/tasks?stack=demo'),
    answer: [{ task: 'broken' }, { task: 'careful' }, { task: 'look' }, { task: 'records' }, { task: 'tidy', title: 'Tidy up' }],
    malformed: { url: '/api/tasks?stak=demo' },
  },
  {
    operation: 'task',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: at('/api/tasks/demo/tidy'),
    answer: { stack: 'demo', task: 'tidy', policy: 'auto' },
    malformed: { url: '/api/tasks/demo/ti%20dy' },
    missing: { url: '/api/tasks/demo/tidi' },
  },
  {
    operation: 'planTask',
    method: 'POST',
    role: 'operator',
    status: 202,
    works: at('/api/tasks/demo/tidy/plan'),
    answer: { task: 'tidy', mode: 'plan' },
    malformed: { url: '/api/tasks/demo/tidy/plan', body: { approve: true } },
    missing: { url: '/api/tasks/demo/nothing/plan' },
  },
  {
    operation: 'runTask',
    method: 'POST',
    role: 'operator',
    status: 202,
    works: at('/api/tasks/demo/tidy/run', { approve: true }),
    answer: { task: 'tidy', mode: 'run' },
    malformed: { url: '/api/tasks/demo/tidy/run', body: { approve: 'yes' } },
    missing: { url: '/api/tasks/nothing/tidy/run' },
  },
  {
    operation: 'runs',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: async (door) => ({
      url: `/api/runs?stack=demo&state=converged,failed&state=diverged&limit=1&task=${(await door.ran('tidy')).task}`,
    }),
    answer: [{ task: 'tidy', state: 'converged' }],
    malformed: { url: '/api/runs?state=done' },
  },
  {
    operation: 'run',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: async (door) => ({ url: `/api/runs/${(await door.ran('tidy')).id}` }),
    answer: { task: 'tidy', state: 'converged', steps: [{ state: 'done' }] },
    malformed: { url: '/api/runs/seven' },
    missing: { url: `/api/runs/${noRun}` },
  },
  {
    operation: 'cancelRun',
    method: 'POST',
    role: 'operator',
    status: 200,
    works: onWaiting('careful', 'cancel', () => undefined),
    answer: { state: 'cancelled' },
    malformed: { url: '/api/runs/seven/cancel' },
    missing: { url: `/api/runs/${noRun}/cancel` },
  },
  {
    operation: 'requests',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: async (door) => {
      await door.ran('careful')
      return { url: '/api/requests' }
    },
    answer: [{ kind: 'approval', task: 'careful' }],
    malformed: { url: '/api/requests?kind=approval' },
  },
  {
    operation: 'approveRun',
    method: 'POST',
    role: 'operator',
    status: 200,
    works: onWaiting('careful', 'approve', (planHash) => ({ planHash, note: 'seen' })),
    answer: { task: 'careful' },
    malformed: { url: `/api/runs/${noRun}/approve`, body: { note: 'which plan?' } },
    missing: { url: `/api/runs/${noRun}/approve`, body: { planHash: '0'.repeat(64) } },
  },
  {
    operation: 'rejectRun',
    method: 'POST',
    role: 'operator',
    status: 200,
    works: onWaiting('careful', 'reject', () => ({ note: 'not now' })),
    answer: { state: 'cancelled' },
    malformed: { url: `/api/runs/${noRun}/reject`, body: {} },
    missing: { url: `/api/runs/${noRun}/reject`, body: { note: 'no' } },
  },
  {
    operation: 'signRun',
    method: 'POST',
    role: 'operator',
    status: 200,
    works: onWaiting('look', 'sign', () => ({ note: 'all is well' })),
    answer: { task: 'look' },
    malformed: { url: `/api/runs/${noRun}/sign`, body: { note: ' ' } },
    missing: { url: `/api/runs/${noRun}/sign`, body: { note: 'fine' } },
  },
  {
    operation: 'findings',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: async (door) => ({ url: `/api/findings?stack=demo&state=open&severity=warning&task=${(await door.ran('broken')).task}` }),
    answer: [{ task: 'broken', severity: 'warning', state: 'open' }],
    malformed: { url: '/api/findings?limit=0' },
  },
  {
    operation: 'acknowledgeFinding',
    method: 'POST',
    role: 'operator',
    status: 200,
    works: async (door) => {
      await door.ran('broken')
      return { url: `/api/findings/${(await door.useCases.findings({ task: 'broken' }))[0]!.id}/acknowledge`, body: { note: 'on it' } }
    },
    answer: { state: 'acknowledged', acknowledgedBy: 'operator', note: 'on it' },
    malformed: { url: '/api/findings/seven/acknowledge' },
    missing: { url: `/api/findings/${noRun}/acknowledge` },
  },
  {
    operation: 'audit',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: at('/api/audit?limit=1&subject=stack:demo'),
    answer: [{ action: 'stack.loaded', subject: 'stack:demo', actor: 'test' }],
    malformed: { url: '/api/audit?before=last' },
  },
  {
    operation: 'verifyAudit',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: at('/api/audit/verify'),
    answer: { intact: true, brokenAt: null },
    malformed: { url: '/api/audit/verify?fast=1' },
  },
  {
    operation: 'procedures',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: at('/api/procedures'),
    answer: null,
    malformed: { url: '/api/procedures?family=http' },
  },
  {
    operation: 'procedure',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: at('/api/procedures/command.run'),
    answer: { name: 'command.run', target: 'command', kind: 'machine' },
    malformed: { url: '/api/procedures/%20' },
    missing: { url: '/api/procedures/command.rn' },
  },
  {
    operation: 'tokens',
    method: 'GET',
    role: 'admin',
    status: 200,
    works: at('/api/tokens'),
    answer: [{ name: 'viewer' }, { name: 'operator' }, { name: 'admin' }],
    malformed: { url: '/api/tokens?role=admin' },
  },
  {
    operation: 'createToken',
    method: 'POST',
    role: 'admin',
    status: 201,
    works: at('/api/tokens', { name: 'grafana', role: 'viewer', expiresAt: '2100-01-01' }),
    answer: { token: { name: 'grafana', role: 'viewer', createdBy: 'admin' } },
    malformed: { url: '/api/tokens', body: { name: 'x', role: 'root' } },
  },
  {
    operation: 'revokeToken',
    method: 'DELETE',
    role: 'admin',
    status: 204,
    works: async (door) => ({
      url: `/api/tokens/${(await door.useCases.createToken({ name: 'test', role: 'admin' }, `short ${++made}`, 'viewer')).token.id}`,
    }),
    answer: null,
    malformed: { url: '/api/tokens/seven' },
    missing: { url: `/api/tokens/${noRun}` },
  },
  {
    operation: 'signIn',
    method: 'POST',
    role: null,
    status: 200,
    works: (door) => ({ url: '/api/session', body: { token: door.tokens.operator } }),
    answer: { name: 'operator', role: 'operator' },
    malformed: { url: '/api/session', body: { secret: 'x' } },
  },
  {
    operation: 'session',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: at('/api/session'),
    answer: { name: 'viewer', role: 'viewer' },
    malformed: { url: '/api/session?x=1' },
  },
  {
    operation: 'signOut',
    method: 'DELETE',
    role: null,
    status: 204,
    works: at('/api/session'),
    answer: null,
    malformed: { url: '/api/session?x=1' },
  },
  {
    operation: 'metrics',
    method: 'GET',
    role: 'viewer',
    status: 200,
    works: at('/metrics'),
    answer: null,
    malformed: { url: '/metrics?x=1' },
  },
]
