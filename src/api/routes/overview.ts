import { z } from 'zod'
import { UserError } from '../../base/errors.ts'
import { calendarDayView, occurrenceView } from '../../app/views/calendar.ts'
import { overviewView } from '../../app/views/overview.ts'
import { errorAnswers } from '../error-catalogue.ts'
import { calendarDaysQuery, calendarQuery, noQuery } from '../inputs.ts'
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
      const { from, to } = spanOf(query)
      return [...(await useCases.calendar(from, to, query.limit))]
    },
  )

  app.get(
    '/api/calendar/days',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'calendarDays',
        tags: ['overview'],
        summary: 'The same, counted by day and task',
        description: `At most ${mostDays} days apart. Days are those of \`timezone\`, an IANA name.`,
        querystring: calendarDaysQuery,
        response: { 200: z.array(calendarDayView), ...errorAnswers },
      },
    },
    async ({ query }) => {
      const { from, to } = spanOf(query)
      return [...(await useCases.calendarDays(from, to, query.timezone))]
    },
  )
}

function spanOf(query: { readonly from: string; readonly to: string }): { from: Date; to: Date } {
  const [from, to] = [new Date(query.from), new Date(query.to)]
  if (from >= to) throw new UserError(`from (${query.from}) is not before to (${query.to})`, { hint: 'give the earlier moment as from.' })
  const days = Math.ceil((to.getTime() - from.getTime()) / dayMs)
  if (days > mostDays)
    throw new UserError(`from and to are ${days} days apart, and at most ${mostDays} are shown`, { hint: 'ask for a shorter span.' })
  return { from, to }
}
