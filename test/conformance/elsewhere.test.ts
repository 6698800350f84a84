import { conform } from './suite.ts'

conform(({ target }) => target?.kind !== 'postgres', 0, 'every')
