/** The stack that the browser tests look at: one task of each kind, most of them on demand, so that a test decides what happens. */
export const guide = (home: string, serviceUrl: string): string => `
stack: site
title: A site under test
timezone: America/New_York

targets:
  database: { kind: postgres, url: '\${SITE_DATABASE_URL}' }
  crowded: { kind: postgres, url: '\${SITE_DATABASE_URL}', max-load: 0.001 }
  service: { kind: http, url: '${serviceUrl}' }
  nowhere: { kind: postgres, url: 'postgres://nobody@127.0.0.1:1/nowhere' }
  programs: { kind: command, directory: '${home}' }

guide:
  vacuum: { title: Dead rows are removed, does: postgres.vacuum, target: database, every: on demand }
  size: { title: It stays small, does: postgres.size, target: database, every: on demand, with: { max-size: 1 GiB } }
  horizon: { title: Nobody holds it up, does: postgres.horizon, target: database, every: on demand }
  patient: { title: It waits for a quiet machine, does: postgres.vacuum, target: crowded, every: on demand, with: { tables: [rates] } }
  indexes: { title: Every index is worth its keep, does: postgres.indexes, target: database, every: on demand }
  unreachable: { title: The other database is there, does: postgres.size, target: nowhere, every: on demand, retries: 0 }
  careful:
    title: Ask before anything is done
    does: command.run
    target: programs
    every: on demand
    policy: approve
    with: { run: [touch, 'careful-was-here'], risk: safe }
  slow:
    title: Takes its time
    does: command.run
    target: programs
    every: on demand
    with: { run: [sh, -c, 'until [ -e gate ]; do sleep 0.05; done'], risk: safe }
  broken:
    title: Always fails
    does: command.run
    target: programs
    every: on demand
    with: { run: [sh, -c, 'echo no room left >&2; exit 3'], risk: safe }
  wordy:
    title: A task of OneWordThatIsLongerThanAnyPhoneIsWideAndHasNoPlaceToBreakAtAll
    does: command.run
    target: programs
    every: on demand
    with: { run: [sh, -c, 'echo an_answer_that_is_longer_than_any_phone_is_wide_and_has_no_place_to_break >&2; exit 3'], risk: safe }
  lost:
    title: A folder that is not there
    does: command.run
    target: programs
    every: on demand
    retries: 0
    with: { run: [no-such-program], risk: safe }
  service: { title: The service answers quickly, does: http.health, target: service, every: on demand, with: { path: /, latency: 2s } }
  often: { title: The service answers, does: http.health, target: service, every: every 2s, with: { path: /, latency: 5s } }
  nightly: { title: The database is well, does: postgres.check, target: database, every: daily at 02:00 }
  costs:
    title: The platform costs what it should
    does: review
    every: on demand
    with: { about: Compare what it takes with what it is for., facts: [vacuum], checklist: [the largest tables] }
`
