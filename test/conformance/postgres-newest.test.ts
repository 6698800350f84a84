import { majors } from './servers.ts'
import { conform } from './suite.ts'

conform(({ target }) => target?.kind === 'postgres', majors.at(-1)!, 'odd')
