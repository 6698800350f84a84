import { z } from 'zod'
import { runSummaryView } from '../../app/views/run.ts'
import { taskView } from '../../app/views/task.ts'
import { actorOf } from '../auth.ts'
import { errorAnswers } from '../error-catalogue.ts'
import { noBody, noQuery, runBody, stackTaskParams, tasksQuery } from '../inputs.ts'
import type { Routes } from '../app.ts'

export const taskRoutes: Routes = (app, { useCases }) => {
  app.get(
    '/api/tasks',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'tasks',
        tags: ['tasks'],
        summary: 'What is due when',
        querystring: tasksQuery,
        response: { 200: z.array(taskView), ...errorAnswers },
      },
    },
    async ({ query }) => [...(await useCases.tasks(query))],
  )

  app.get(
    '/api/tasks/:stack/:task',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'task',
        tags: ['tasks'],
        summary: 'One task',
        params: stackTaskParams,
        querystring: noQuery,
        response: { 200: taskView, ...errorAnswers },
      },
    },
    ({ params }) => useCases.task(params.stack, params.task),
  )

  app.post(
    '/api/tasks/:stack/:task/plan',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'planTask',
        tags: ['tasks'],
        summary: 'Make a plan',
        description: 'Inspects and assesses, and changes nothing. Answers at once; the run ends as `planned`.',
        params: stackTaskParams,
        querystring: noQuery,
        body: noBody,
        response: { 202: runSummaryView, ...errorAnswers },
      },
    },
    async (request, reply) => {
      const run = await useCases.plan(actorOf(request), request.params.stack, request.params.task)
      return reply.status(202).header('location', `/api/runs/${run.id}`).send(run)
    },
  )

  app.post(
    '/api/tasks/:stack/:task/run',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'runTask',
        tags: ['tasks'],
        summary: 'Run a task now',
        description:
          'Answers at once. If a run of this task is open already, that one is the answer. With `approve`, whatever it plans is approved beforehand.',
        params: stackTaskParams,
        querystring: noQuery,
        body: runBody,
        response: { 202: runSummaryView, ...errorAnswers },
      },
    },
    async (request, reply) => {
      const run = await useCases.run(actorOf(request), request.params.stack, request.params.task, {
        approve: request.body?.approve ?? false,
      })
      return reply.status(202).header('location', `/api/runs/${run.id}`).send(run)
    },
  )
}
