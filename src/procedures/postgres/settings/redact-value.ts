import { isSecretName } from '../../../base/redact.ts'

const mask = '***'

/** Commands that print a secret are one. */
const secretSettings = new Set(['ssl_passphrase_command'])

/** `password=x`, `PGPASSWORD='x y'`, `--secret-key x`, and the like, in connection strings and commands. */
const assignment =
  /((?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|api[-_]?key|access[-_]?key|private[-_]?key|secret[-_]?key)[\w-]*(?:\s*=\s*|\s+))('(?:[^'\\]|\\.|'')*'?|"(?:[^"\\]|\\.)*"?|[^\s'"]+)/gi
/** The password in `scheme://user:password@host`. */
const userInfo = /(:\/\/[^\s:/@]*:)[^\s@]*(?=@)/g

/** A setting's value as it can be shown and kept: what may be a secret is masked, the rest stays, so that a change of it is seen. */
export function redactValue(name: string, value: string): string {
  if (value === '') return value
  if (secretSettings.has(name) || isSecretName(name)) return mask
  return value.replaceAll(userInfo, `$1${mask}`).replaceAll(assignment, `$1${mask}`)
}
