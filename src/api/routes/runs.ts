import { z } from 'zod'
import { requestView } from '../../app/views/finding.ts'
import { runSummaryView, runView } from '../../app/views/run.ts'
import { actorOf } from '../auth.ts'
import { errorAnswers } from '../error-catalogue.ts'
import { approveBody, idParams, noBody, noQuery, noteBody, runsQuery } from '../inputs.ts'
import type { Routes } from '../app.ts'

const runAnswer = { 200: runSummaryView, ...errorAnswers }

export const runRoutes: Routes = (app, { useCases }) => {
  app.get(
    '/api/runs',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'runs',
        tags: ['runs'],
        summary: 'Runs, newest first',
        description: '`before` is the id of a run: those older than it. `state` may be given several times.',
        querystring: runsQuery,
        response: { 200: z.array(runSummaryView), ...errorAnswers },
      },
    },
    async ({ query }) => [...(await useCases.runs(query))],
  )

  app.get(
    '/api/runs/:id',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'run',
        tags: ['runs'],
        summary: 'One run with its plan, steps and evidence',
        description: 'The id may be cut to its first or last 8 characters, if that names one run.',
        params: idParams,
        querystring: noQuery,
        response: { 200: runView, ...errorAnswers },
      },
    },
    ({ params }) => useCases.runById(params.id),
  )

  app.post(
    '/api/runs/:id/cancel',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'cancelRun',
        tags: ['runs'],
        summary: 'Stop a run at its next checkpoint',
        params: idParams,
        querystring: noQuery,
        body: noBody,
        response: runAnswer,
      },
    },
    (request) => useCases.cancel(actorOf(request), request.params.id),
  )

  app.get(
    '/api/requests',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'requests',
        tags: ['runs'],
        summary: 'What waits for a person: plans to approve, reviews to sign',
        querystring: noQuery,
        response: { 200: z.array(requestView), ...errorAnswers },
      },
    },
    async () => [...(await useCases.requests())],
  )

  app.post(
    '/api/runs/:id/approve',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'approveRun',
        tags: ['runs'],
        summary: 'Approve the plan that a run waits with',
        description: '`planHash` names the very plan that was looked at; 409 when the run waits with another one.',
        params: idParams,
        querystring: noQuery,
        body: approveBody,
        response: runAnswer,
      },
    },
    (request) => useCases.approve(actorOf(request), request.params.id, request.body.planHash, request.body.note),
  )

  app.post(
    '/api/runs/:id/reject',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'rejectRun',
        tags: ['runs'],
        summary: 'Say no to a plan: the run ends as cancelled',
        params: idParams,
        querystring: noQuery,
        body: noteBody,
        response: runAnswer,
      },
    },
    (request) => useCases.reject(actorOf(request), request.params.id, request.body.note),
  )

  app.post(
    '/api/runs/:id/sign',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'signRun',
        tags: ['runs'],
        summary: 'Answer a review',
        params: idParams,
        querystring: noQuery,
        body: noteBody,
        response: runAnswer,
      },
    },
    (request) => useCases.sign(actorOf(request), request.params.id, request.body.note),
  )
}
