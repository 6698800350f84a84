import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const procedures = [
  'postgres.check',
  'postgres.size',
  'postgres.vacuum',
  'postgres.retention',
  'http.health',
  'host.resources',
  'command.run',
  'review',
]
const keys = [
  'title',
  'does',
  'target',
  'every',
  'window',
  'policy',
  'proof',
  'host',
  'deadline',
  'step-deadline',
  'jitter',
  'catch-up',
  'retries',
  'covers',
  'with',
]

test.each([
  ['postgres.vacum', procedures, 'postgres.vacuum'],
  ['postgres.vaccum', procedures, 'postgres.vacuum'],
  ['Postgres.Vacuum', procedures, 'postgres.vacuum'],
  ['vacuum', procedures, 'postgres.vacuum'],
  ['http.helath', procedures, 'http.health'],
  ['dayli', ['hourly', 'daily', 'weekly'], 'daily'],
  ['reveiw', procedures, 'review'],
  ['targets', keys, 'target'],
  ['evry', keys, 'every'],
  ['catchup', keys, 'catch-up'],
  ['stepdeadline', keys, 'step-deadline'],
  ['Berlin', ['Europe/Berlin', 'Europe/Vienna'], 'Europe/Berlin'],
  ['Europe/Belrin', ['Europe/Berlin', 'Europe/Dublin'], 'Europe/Berlin'],
  ['db', ['dc', 'db2'], 'dc'],
])('%s, of %j, is meant as %s', (word, candidates, meant) => {
  expect(nearest(word, candidates)).toBe(meant)
})

test.each([
  ['redis.flush', procedures],
  ['postgres.reindex', procedures],
  ['colour', keys],
  ['', keys],
  ['x', []],
])('%j is meant as nothing that is known', (word, candidates) => {
  expect(nearest(word, candidates)).toBeNull()
})
