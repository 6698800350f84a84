import type { JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { Finding } from '../../contract.ts'

/** A line of pg_hba.conf as the file has it now; the server may not have taken it yet. */
export type HbaRule = JsonObject & {
  readonly line: number
  /** local, host, hostssl, hostnossl, hostgssenc, hostnogssenc; null for a line that can't be read, as are the others. */
  readonly type: string | null
  readonly databases: readonly string[]
  readonly users: readonly string[]
  /** `10.0.0.0/255.0.0.0`, `all`, `samehost`, a host name; null: a Unix socket. */
  readonly address: string | null
  readonly method: string | null
  readonly error: string | null
}

export type HbaSeen = JsonObject & {
  readonly rules: number
  /** Those that let somebody in too easily, or that can't be read. */
  readonly weak: readonly HbaRule[]
}

const keptAtMost = 100

/** null: only a superuser, or whom it was granted, may read it. */
export async function readHba(target: PostgresTarget): Promise<HbaSeen | null> {
  const [may] = await target.read<{ read: boolean }>(sql`
    select has_table_privilege('pg_catalog.pg_hba_file_rules', 'select') and has_function_privilege('pg_catalog.pg_hba_file_rules()', 'execute') as read`)
  if (!may!.read) return null
  const rules = await target.read<HbaRule>(sql`
    select line_number as line, type, coalesce(database, '{}') as databases, coalesce(user_name, '{}') as users,
      case when netmask is null then address else address || '/' || netmask end as address, auth_method as method, error
    from pg_hba_file_rules order by 1`)
  return { rules: rules.length, weak: rules.filter((rule) => rule.error !== null || weaknessOf(rule) !== null).slice(0, keptAtMost) }
}

const thisMachine = new Set([
  'samehost',
  'localhost',
  '127.0.0.1/255.255.255.255',
  '::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  '127.0.0.0/255.0.0.0',
])
const isRemote = ({ type, address }: HbaRule): boolean => type !== 'local' && !thisMachine.has(address ?? '')

type Weakness = Pick<Finding, 'severity' | 'title' | 'hint'>

function weaknessOf(rule: HbaRule): Weakness | null {
  const whom = `${rule.users.join(', ')} into ${rule.databases.join(', ')}`
  if (rule.method === 'trust') {
    return {
      severity: isRemote(rule) ? 'critical' : 'warning',
      title: `pg_hba.conf lets ${whom} without a password, from ${isRemote(rule) ? rule.address : 'anybody on the machine of the server'}`,
      hint: `use scram-sha-256${rule.type === 'local' ? ' or peer' : ''} instead of trust, then reload.`,
    }
  }
  if (rule.method === 'password' && isRemote(rule) && rule.type !== 'hostssl' && rule.type !== 'hostgssenc') {
    return {
      severity: 'warning',
      title: `pg_hba.conf takes passwords of ${whom} in the clear, from ${rule.address}`,
      hint: 'use scram-sha-256 instead of password, then reload.',
    }
  }
  if (rule.method === 'ident' && isRemote(rule)) {
    return {
      severity: 'warning',
      title: `pg_hba.conf believes ${rule.address} who ${whom} is`,
      hint: 'ident asks the client machine itself: use scram-sha-256, then reload.',
    }
  }
  return null
}

export function hbaFindings(seen: HbaSeen | null): readonly Finding[] {
  if (seen === null) return []
  const findings = seen.weak.flatMap((rule): readonly Finding[] => {
    const weakness = weaknessOf(rule)
    if (weakness === null || rule.error !== null) return []
    const fingerprint = ['hba', rule.method, rule.type, rule.databases.join(','), rule.users.join(','), rule.address ?? ''].join(':')
    return [{ fingerprint, ...weakness, detail: `Line ${rule.line}. A line above it that fits first takes precedence.` }]
  })
  const broken = seen.weak.filter(({ error }) => error !== null)
  const unique = [...new Map(findings.map((finding) => [finding.fingerprint, finding])).values()]
  return broken.length === 0 ? unique : [...unique, unreadable(broken)]
}

const unreadable = (broken: readonly HbaRule[]): Finding => ({
  fingerprint: 'hba-error',
  severity: 'warning',
  title: 'pg_hba.conf has lines that the server can not use',
  detail: broken.map(({ line, error }) => `line ${line}: ${error}`).join('\n'),
  hint: 'correct them: until then the server goes on with its old rules, and would not start.',
})
