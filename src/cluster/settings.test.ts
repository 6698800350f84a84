import { expect, test } from 'vitest'
import { renderSettings } from './settings.ts'

test('values are quoted so that none can become another setting', () => {
  const text = renderSettings({
    work_mem: '4MB',
    'plpgsql.variable_conflict': 'error',
    search_path: `it's, "$user"`,
    archive_command: 'cp %p C:\\x',
  })
  expect(text.split('\n').slice(1)).toEqual([
    `work_mem = '4MB'`,
    `plpgsql.variable_conflict = 'error'`,
    `search_path = 'it''s, "$user"'`,
    `archive_command = 'cp %p C:\\\\x'`,
    '',
  ])
})

test('everything that is no setting is named at once', () => {
  expect(() => renderSettings({ 'work mem': '4MB', port: "1'\nfsync = off", jit: 'off' })).toThrow(
    String.raw`not a PostgreSQL setting: "work mem = 4MB", "port = 1'\nfsync = off"`,
  )
})
