import { z } from 'zod'
import { UserError } from '../../base/errors.ts'
import { occurrenceView, overviewView } from '../../app/views.ts'
import { errorAnswers } from '../error-catalogue.ts'
import { calendarQuery, noQuery } from '../inputs.ts'
import type { Routes } from '../app.ts'

const dayMs = 86_400_000
const mostDays = 400

export const overviewRoutes: Routes = (app, { useCases }) => {
  app.get(
    '/api/overview',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'overview',
        tags: ['overview'],
        summary: 'Is everything all right? What ran today, what is next, what needs a person',
        querystring: noQuery,
        response: { 200: overviewView, ...errorAnswers },
      },
    },
    () => useCases.overview(),
  )

  app.get(
    '/api/calendar',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'calendar',
        tags: ['overview'],
        summary: 'Past runs and coming dues between two moments',
        description: `At most ${mostDays} days apart.`,
        querystring: calendarQuery,
        response: { 200: z.array(occurrenceView), ...errorAnswers },
      },
    },
    async ({ query }) => {
      const [from, to] = [new Date(query.from), new Date(query.to)]
      if (from >= to)
        throw new UserError(`from (${query.from}) is not before to (${query.to})`, { hint: 'give the earlier moment as from.' })
      const days = (to.getTime() - from.getTime()) / dayMs
      if (days > mostDays)
        throw new UserError(`from and to are ${Math.ceil(days)} days apart, and at most ${mostDays} are shown`, {
          hint: 'ask for a shorter span.',
        })
      return [...(await useCases.calendar(from, to, query.limit))]
    },
  )
}
