import { z } from 'zod'
import { careView, databaseStatusSchema } from '../app/database/care.ts'
import { horizonView } from '../app/database/horizon.ts'
import { indexesView, indexView } from '../app/database/indexes.ts'
import { lookStateSchema, needView, sourceView, taskLinkView } from '../app/database/parts.ts'
import { queriesView, queryView } from '../app/database/queries.ts'
import { sessionsView, sessionView, waitView } from '../app/database/sessions.ts'
import { sizeView } from '../app/database/size.ts'
import { tablesView, tableView } from '../app/database/tables.ts'
import { taskLooksView } from '../app/database/task-looks.ts'
import { databaseSummaryView, databaseView } from '../app/database/views.ts'
import { auditEntryView, auditVerdictView } from '../app/views/audit.ts'
import { calendarDayView, occurrenceView } from '../app/views/calendar.ts'
import { findingView, requestView } from '../app/views/finding.ts'
import { healthView } from '../app/views/health.ts'
import { overviewView, workerView } from '../app/views/overview.ts'
import { factView, planStepView, planView, previewView, stepView } from '../app/views/plan.ts'
import { procedureView } from '../app/views/procedure.ts'
import { assessedFindingView, lookView, runSummaryView, runView } from '../app/views/run.ts'
import { targetLooksView, targetView } from '../app/views/target.ts'
import { taskView } from '../app/views/task.ts'
import { tokenView } from '../app/views/token.ts'
import { phaseSchema, riskSchema, roleSchema, runStateSchema, severitySchema, waitingForSchema } from '../app/views/words.ts'
import { errorBody } from './error-catalogue.ts'

/** The names that schemas have in the OpenAPI document, and so in the clients that are made from it. */
const names = {
  Severity: severitySchema,
  Risk: riskSchema,
  Role: roleSchema,
  RunState: runStateSchema,
  Phase: phaseSchema,
  WaitingFor: waitingForSchema,
  Fact: factView,
  Preview: previewView,
  PlanStep: planStepView,
  Plan: planView,
  Step: stepView,
  AssessedFinding: assessedFindingView,
  Look: lookView,
  RunSummary: runSummaryView,
  Run: runView,
  Task: taskView,
  Target: targetView,
  TargetLooks: targetLooksView,
  Database: databaseView,
  DatabaseSummary: databaseSummaryView,
  DatabaseStatus: databaseStatusSchema,
  LookState: lookStateSchema,
  LookSource: sourceView,
  TaskLink: taskLinkView,
  Need: needView,
  Care: careView,
  DatabaseSize: sizeView,
  DatabaseTable: tableView,
  DatabaseTables: tablesView,
  DatabaseIndex: indexView,
  DatabaseIndexes: indexesView,
  DatabaseQuery: queryView,
  DatabaseQueries: queriesView,
  DatabaseSession: sessionView,
  LockWait: waitView,
  DatabaseSessions: sessionsView,
  DatabaseHorizon: horizonView,
  TaskLooks: taskLooksView,
  Finding: findingView,
  Request: requestView,
  Occurrence: occurrenceView,
  CalendarDay: calendarDayView,
  Worker: workerView,
  Overview: overviewView,
  AuditEntry: auditEntryView,
  AuditVerdict: auditVerdictView,
  Procedure: procedureView,
  Token: tokenView,
  Health: healthView,
  Error: errorBody,
}

for (const [id, schema] of Object.entries(names)) z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id })
