import { expect, it } from 'vitest'
import { redactValue } from './redact-value.ts'

it.each([
  [
    'primary_conninfo',
    'host=db port=5432 user=repl password=hunter2 application_name=a',
    'host=db port=5432 user=repl password=*** application_name=a',
  ],
  ['primary_conninfo', String.raw`user=repl password='it\'s hunter2' sslmode=require`, 'user=repl password=*** sslmode=require'],
  ['primary_conninfo', 'password = hunter2 host=db', 'password = *** host=db'],
  ['primary_conninfo', 'postgresql://repl:hunter2@db:5432/?sslmode=require', 'postgresql://repl:***@db:5432/?sslmode=require'],
  ['primary_conninfo', "host=db password='hunter2 that never ends", 'host=db password=***'],
  ['archive_command', 'PGPASSWORD=hunter2 push %p', 'PGPASSWORD=*** push %p'],
  ['archive_command', 'AWS_SECRET_ACCESS_KEY=hunter2 aws s3 cp %p s3://wal/%f', 'AWS_SECRET_ACCESS_KEY=*** aws s3 cp %p s3://wal/%f'],
  ['archive_command', 'push --token hunter2 --to https://u:hunter2@h/ %p', 'push --token *** --to https://u:***@h/ %p'],
  ['archive_command', 'pgbackrest --stanza=main archive-push %p', 'pgbackrest --stanza=main archive-push %p'],
  ['ssl_passphrase_command', 'echo hunter2', '***'],
  ['app.api_key', 'hunter2', '***'],
  ['my.jwt_secret', 'hunter2', '***'],
  ['app.api_key', '', ''],
  ['work_mem', '64MB', '64MB'],
  ['search_path', '"$user", public', '"$user", public'],
  ['password_encryption', 'scram-sha-256', 'scram-sha-256'],
  ['log_line_prefix', '%m [%p] %q%u@%d ', '%m [%p] %q%u@%d '],
])('%s = %s is shown as %s', (name, value, shown) => {
  expect(redactValue(name, value)).toBe(shown)
})
