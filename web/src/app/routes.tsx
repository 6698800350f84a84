import { lazy } from 'react'
import { Route, Routes } from 'react-router'
import { Shell } from './shell.tsx'

/** Each page is a chunk of its own, fetched when it is first gone to; the page before stays until then. */
const Overview = lazy(async () => ({ default: (await import('../pages/overview/overview-page.tsx')).OverviewPage }))
const Calendar = lazy(async () => ({ default: (await import('../pages/calendar/calendar-page.tsx')).CalendarPage }))
const Databases = lazy(async () => ({ default: (await import('../pages/databases/databases-page.tsx')).DatabasesPage }))
const Database = lazy(async () => ({ default: (await import('../pages/database/database-page.tsx')).DatabasePage }))
const Tasks = lazy(async () => ({ default: (await import('../pages/tasks/tasks-page.tsx')).TasksPage }))
const Task = lazy(async () => ({ default: (await import('../pages/task/task-page.tsx')).TaskPage }))
const Runs = lazy(async () => ({ default: (await import('../pages/runs/runs-page.tsx')).RunsPage }))
const Run = lazy(async () => ({ default: (await import('../pages/run/run-page.tsx')).RunPage }))
const Findings = lazy(async () => ({ default: (await import('../pages/findings/findings-page.tsx')).FindingsPage }))
const Requests = lazy(async () => ({ default: (await import('../pages/requests/requests-page.tsx')).RequestsPage }))
const Procedures = lazy(async () => ({ default: (await import('../pages/procedures/procedures-page.tsx')).ProceduresPage }))
const Procedure = lazy(async () => ({ default: (await import('../pages/procedures/procedure-page.tsx')).ProcedurePage }))
const Audit = lazy(async () => ({ default: (await import('../pages/audit/audit-page.tsx')).AuditPage }))
const Tokens = lazy(async () => ({ default: (await import('../pages/tokens/tokens-page.tsx')).TokensPage }))
const Lost = lazy(async () => ({ default: (await import('../pages/lost/lost-page.tsx')).LostPage }))

export function AppRoutes() {
  return (
    <Routes>
      <Route element={<Shell />}>
        <Route index element={<Overview />} />
        <Route path="calendar" element={<Calendar />} />
        <Route path="databases" element={<Databases />} />
        <Route path="databases/:stack/:target" element={<Database />} />
        <Route path="tasks" element={<Tasks />} />
        <Route path="tasks/:stack/:task" element={<Task />} />
        <Route path="runs" element={<Runs />} />
        <Route path="runs/:id" element={<Run />} />
        <Route path="findings" element={<Findings />} />
        <Route path="requests" element={<Requests />} />
        <Route path="procedures" element={<Procedures />} />
        <Route path="procedures/*" element={<Procedure />} />
        <Route path="audit" element={<Audit />} />
        <Route path="tokens" element={<Tokens />} />
        <Route path="*" element={<Lost />} />
      </Route>
    </Routes>
  )
}
