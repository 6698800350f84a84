import { z } from 'zod'
import {
  assessedFindingView, auditEntryView, auditVerdictView, factView, findingView, healthView, lookView, occurrenceView, overviewView, phaseSchema, planStepView, planView, previewView,
  procedureView, requestView, riskSchema, roleSchema, runStateSchema, runSummaryView, runView, severitySchema, stepView, taskView, tokenView, waitingForSchema, workerView,
} from '../app/views.ts'
import { errorBody } from './error-catalogue.ts'

/** The names that schemas have in the OpenAPI document, and so in the clients that are made from it. */
const names = {
  Severity: severitySchema, Risk: riskSchema, Role: roleSchema, RunState: runStateSchema, Phase: phaseSchema, WaitingFor: waitingForSchema,
  Fact: factView, Preview: previewView, PlanStep: planStepView, Plan: planView, Step: stepView, AssessedFinding: assessedFindingView, Look: lookView,
  RunSummary: runSummaryView, Run: runView, Task: taskView, Finding: findingView, Request: requestView, Occurrence: occurrenceView, Worker: workerView, Overview: overviewView,
  AuditEntry: auditEntryView, AuditVerdict: auditVerdictView, Procedure: procedureView, Token: tokenView, Health: healthView, Error: errorBody,
}

for (const [id, schema] of Object.entries(names)) z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id })
