// Made by web/tools/generate.ts from the OpenAPI document of the API. Not to be edited.

export type paths = {
  "/api/health": {
    get: {
      parameters?: {}
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["Health"]
          }
        }
        503: {
          content: {
            "application/json": components['schemas']["Health"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/session": {
    get: {
      parameters?: {}
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["Session"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
    post: {
      parameters?: {}
      requestBody: {
        content: {
          "application/json": {
            token: string
          }
        }
      }
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["Session"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
    delete: {
      parameters?: {}
      responses: {
        204: {
          content?: never
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/overview": {
    get: {
      parameters?: {}
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["Overview"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/calendar": {
    get: {
      parameters: {
        query: {
          from: string
          to: string
          limit?: number
        }
      }
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']["Occurrence"])[]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/calendar/days": {
    get: {
      parameters: {
        query: {
          from: string
          to: string
          timezone?: string
        }
      }
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']["CalendarDay"])[]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/tasks": {
    get: {
      parameters?: {
        query?: {
          stack?: string
        }
      }
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']["Task"])[]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/tasks/{stack}/{task}": {
    get: {
      parameters: {
        path: {
          stack: string
          task: string
        }
      }
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["Task"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/tasks/{stack}/{task}/plan": {
    post: {
      parameters: {
        path: {
          stack: string
          task: string
        }
      }
      requestBody?: {
        content: {
          "application/json": { [key: string]: unknown } | null
        }
      }
      responses: {
        202: {
          content: {
            "application/json": components['schemas']["RunSummary"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/tasks/{stack}/{task}/run": {
    post: {
      parameters: {
        path: {
          stack: string
          task: string
        }
      }
      requestBody?: {
        content: {
          "application/json": {
            approve?: boolean
          } | null
        }
      }
      responses: {
        202: {
          content: {
            "application/json": components['schemas']["RunSummary"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/targets": {
    get: {
      parameters?: {}
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']["Target"])[]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/targets/{stack}/{target}": {
    get: {
      parameters: {
        path: {
          stack: string
          target: string
        }
      }
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["TargetLooks"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/databases": {
    get: {
      parameters?: {}
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']["DatabaseSummary"])[]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/databases/{stack}/{target}": {
    get: {
      parameters: {
        path: {
          stack: string
          target: string
        }
      }
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["Database"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/runs": {
    get: {
      parameters?: {
        query?: {
          stack?: string
          task?: string
          state?: ("queued" | "running" | "waiting" | "converged" | "planned" | "diverged" | "failed" | "cancelled")[]
          limit?: number
          before?: string
        }
      }
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']["RunSummary"])[]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/runs/{id}": {
    get: {
      parameters: {
        path: {
          id: string
        }
      }
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["Run"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/runs/{id}/cancel": {
    post: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: {
        content: {
          "application/json": { [key: string]: unknown } | null
        }
      }
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["RunSummary"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/requests": {
    get: {
      parameters?: {}
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']["Request"])[]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/runs/{id}/approve": {
    post: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody: {
        content: {
          "application/json": {
            planHash: string
            note?: string
          }
        }
      }
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["RunSummary"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/runs/{id}/reject": {
    post: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody: {
        content: {
          "application/json": {
            note: string
          }
        }
      }
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["RunSummary"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/runs/{id}/sign": {
    post: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody: {
        content: {
          "application/json": {
            note: string
          }
        }
      }
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["RunSummary"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/findings": {
    get: {
      parameters?: {
        query?: {
          stack?: string
          task?: string
          state?: ("open" | "acknowledged" | "resolved")[]
          severity?: components['schemas']["Severity"]
          limit?: number
        }
      }
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']["Finding"])[]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/findings/{id}/acknowledge": {
    post: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: {
        content: {
          "application/json": {
            note?: string
          } | null
        }
      }
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["Finding"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/audit": {
    get: {
      parameters?: {
        query?: {
          limit?: number
          before?: number
          subject?: string
        }
      }
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']["AuditEntry"])[]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/audit/verify": {
    get: {
      parameters?: {}
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["AuditVerdict"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/procedures": {
    get: {
      parameters?: {}
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']["Procedure"])[]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/procedures/{name}": {
    get: {
      parameters: {
        path: {
          name: string
        }
      }
      responses: {
        200: {
          content: {
            "application/json": components['schemas']["Procedure"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/tokens": {
    get: {
      parameters?: {}
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']["Token"])[]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
    post: {
      parameters?: {}
      requestBody: {
        content: {
          "application/json": {
            name: string
            role: components['schemas']["Role"]
            expiresAt?: string
          }
        }
      }
      responses: {
        201: {
          content: {
            "application/json": components['schemas']["NewToken"]
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/tokens/{id}": {
    delete: {
      parameters: {
        path: {
          id: string
        }
      }
      responses: {
        204: {
          content?: never
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/api/events": {
    get: {
      parameters?: {}
      responses: {
        200: {
          content: {
            "text/event-stream": string
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
  "/metrics": {
    get: {
      parameters?: {}
      responses: {
        200: {
          content: {
            "text/plain": string
          }
        }
        "4XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
        "5XX": {
          content: {
            "application/json": components['schemas']["Error"]
          }
        }
      }
    }
  }
}

export type components = {
  schemas: {
    Severity: "info" | "warning" | "critical"
    Risk: "safe" | "disruptive" | "destructive"
    Role: "viewer" | "operator" | "admin"
    RunState: "queued" | "running" | "waiting" | "converged" | "planned" | "diverged" | "failed" | "cancelled"
    Phase: "inspecting" | "applying" | "verifying"
    WaitingFor: "approval" | "sign-off" | "window"
    Fact: {
      label: string
      value: number | string | boolean | null
      unit?: "bytes" | "rows" | "ms" | "s" | "percent" | "count" | "time"
    }
    Preview: {
      statement: string
      rows?: number
      bytes?: number
      files?: number
    }
    PlanStep: {
      key: string
      title: string
      risk: components['schemas']["Risk"]
      preview: components['schemas']["Preview"]
      expectedMs?: number
    }
    Plan: {
      /** Names this very plan: what `approve` takes. */
      hash: string
      steps: (components['schemas']["PlanStep"])[]
    }
    Step: {
      ordinal: number
      key: string
      title: string
      risk: components['schemas']["Risk"]
      preview: components['schemas']["Preview"]
      state: "started" | "done" | "failed" | "interrupted" | "refused"
      /** Which attempt of the run did it; a run that was taken over has several. */
      attempt: number
      startedAt: string
      endedAt: string | null
      durationMs: number | null
      summary: string | null
      error: string | null
      progress: {
        done: number
        of: number | null
        unit: string
        /** Why it stands still at this moment: lag, locks, load. Left out while it goes on. */
        paused?: (string)[]
      } | null
      measurements: ({
        name: string
        value: number
        unit: string
      })[]
    }
    AssessedFinding: {
      fingerprint: string
      severity: components['schemas']["Severity"]
      title: string
      detail?: string
      hint?: string
    }
    Look: {
      at: string
      facts: (components['schemas']["Fact"])[]
      /** The whole observation, as the procedure made it. */
      observation: unknown
      findings: (components['schemas']["AssessedFinding"])[]
      stepsLeft: number
      notLookedAt: ({
        what: string
        why: string
      })[]
    }
    RunSummary: {
      id: string
      stack: string
      task: string
      title: string
      procedure: string
      target: string | null
      mode: "run" | "plan"
      state: components['schemas']["RunState"]
      phase: components['schemas']["Phase"] | null
      waitingFor: components['schemas']["WaitingFor"] | null
      waitingUntil: string | null
      trigger: "schedule" | "person"
      requestedBy: string | null
      dueAt: string
      createdAt: string
      startedAt: string | null
      endedAt: string | null
      durationMs: number | null
      attempt: number
      stepsPlanned: number | null
      stepsDone: number
      /** Findings at its last look. */
      findingsOpen: number
      worstSeverity: components['schemas']["Severity"] | null
      /** One sentence for lists: what it did, or why it stopped. */
      summary: string | null
    }
    Run: {
      id: string
      stack: string
      task: string
      title: string
      procedure: string
      target: string | null
      mode: "run" | "plan"
      state: components['schemas']["RunState"]
      phase: components['schemas']["Phase"] | null
      waitingFor: components['schemas']["WaitingFor"] | null
      waitingUntil: string | null
      trigger: "schedule" | "person"
      requestedBy: string | null
      dueAt: string
      createdAt: string
      startedAt: string | null
      endedAt: string | null
      durationMs: number | null
      attempt: number
      stepsPlanned: number | null
      stepsDone: number
      /** Findings at its last look. */
      findingsOpen: number
      worstSeverity: components['schemas']["Severity"] | null
      /** One sentence for lists: what it did, or why it stopped. */
      summary: string | null
      plan: components['schemas']["Plan"] | null
      steps: (components['schemas']["Step"])[]
      before: components['schemas']["Look"] | null
      after: components['schemas']["Look"] | null
      error: {
        message: string
        hint: string | null
        transient: boolean | null
      } | null
      approval: {
        planHash: string
        by: string
        at: string
        note: string | null
      } | null
      signOff: {
        by: string
        at: string
        note: string
      } | null
      worker: {
        id: string
        host: string
      } | null
      cancelRequestedBy: string | null
    }
    Task: {
      stack: string
      task: string
      title: string
      procedure: string
      target: string | null
      every: string
      timezone: string
      policy: "auto" | "approve" | "sign-off"
      proof: "backup" | "archive" | "none" | null
      window: string | null
      host: string | null
      covers: (string)[]
      nextDueAt: string | null
      openRun: {
        id: string
        state: components['schemas']["RunState"]
        waitingFor: components['schemas']["WaitingFor"] | null
      } | null
      lastRun: {
        id: string
        state: components['schemas']["RunState"]
        endedAt: string | null
        durationMs: number | null
        summary: string | null
      } | null
      openFindings: number
      worstSeverity: components['schemas']["Severity"] | null
    }
    Target: {
      stack: string
      target: string
      kind: string
      openFindings: number
      worstSeverity: components['schemas']["Severity"] | null
      tasks: (components['schemas']["Task"])[]
    }
    TargetLooks: {
      stack: string
      target: string
      kind: string
      openFindings: number
      worstSeverity: components['schemas']["Severity"] | null
      tasks: (components['schemas']["Task"])[]
      /** The last look of each task that has looked. */
      looks: ({
        task: string
        procedure: string
        runId: string
        look: components['schemas']["Look"]
      })[]
    }
    Database: {
      stack: string
      target: string
      kind: "postgres" | "sqlite"
      status: components['schemas']["DatabaseStatus"]
      /** The answer to: is it all right? */
      headline: string
      at: string
      timezone: string
      /** Which database it is, as far as it has been looked at. */
      server: {
        /** The database as its server calls it; of SQLite the path of its file. */
        name: string | null
        version: string | null
        standby: boolean | null
        startedAt: string | null
      }
      care: (components['schemas']["Care"])[]
      size: components['schemas']["DatabaseSize"]
      tables: components['schemas']["DatabaseTables"]
      /** null: this kind of database has no such section, nor have the three that follow. */
      indexes: components['schemas']["DatabaseIndexes"] | null
      queries: components['schemas']["DatabaseQueries"] | null
      sessions: components['schemas']["DatabaseSessions"] | null
      horizon: components['schemas']["DatabaseHorizon"] | null
      tasks: (components['schemas']["TaskLooks"])[]
    }
    DatabaseSummary: {
      stack: string
      target: string
      kind: "postgres" | "sqlite"
      status: components['schemas']["DatabaseStatus"]
      /** The answer to: is it all right? */
      headline: string
      bytes: number | null
      growthPerDay: number | null
      daysUntilFull: number | null
      worst: {
        severity: components['schemas']["Severity"]
        title: string
      } | null
      /** How many things need care and are acknowledged by nobody. */
      needs: number
      lastLookAt: string | null
      /** How many tasks are in which state. */
      looks: { [key: string]: number }
    }
    DatabaseStatus: "fine" | "attention" | "trouble" | "unknown"
    LookState: "fresh" | "stale" | "failed" | "unreadable" | "never" | "missing"
    LookSource: {
      procedure: string
      state: components['schemas']["LookState"]
      /** One sentence when it is not fresh. */
      why: string | null
      /** null: no task of the stack file looks at this. */
      task: components['schemas']["TaskLink"] | null
      /** The run whose look it is. */
      runId: string | null
      at: string | null
      /** What to add to the stack file when no task looks at this. */
      example: string | null
    }
    TaskLink: {
      task: string
      title: string
      lastRun: {
        id: string
        state: components['schemas']["RunState"]
        endedAt: string | null
      } | null
      openRun: {
        id: string
        state: components['schemas']["RunState"]
      } | null
    }
    Need: {
      severity: components['schemas']["Severity"]
      what: string
      /** What a person can do. */
      hint: string | null
      /** The task that cures it; null: no task does. */
      cure: components['schemas']["TaskLink"] | null
    }
    Care: {
      severity: components['schemas']["Severity"]
      title: string
      detail: string | null
      hint: string | null
      since: string | null
      acknowledgedBy: string | null
      /** The task that saw it. */
      seenBy: components['schemas']["TaskLink"]
      /** The run that saw it last. */
      runId: string | null
      /** The task that cures it; null: a person does, as the hint says. */
      cure: components['schemas']["TaskLink"] | null
    }
    DatabaseSize: {
      source: components['schemas']["LookSource"]
      /** Of the whole database; of SQLite with its write-ahead log. */
      bytes: number | null
      /** Bytes; null while it is not known: it takes looks that are an hour apart. */
      growthPerDay: number | null
      /** The time over which growth was measured. */
      growthOverMs: number | null
      /** `max-size` of the task. */
      limitBytes: number | null
      /** Until the limit or the disk is full at that rate, whichever is first; null: neither is known, or it does not grow. */
      daysUntilFull: number | null
      /** Oldest first. */
      samples: ({
        at: string
        bytes: number
      })[]
    }
    DatabaseTable: {
      /** As people write it: with its schema, quoted where PostgreSQL would need it. */
      name: string
      /** With indexes, TOAST and all partitions. */
      bytes: number | null
      tableBytes: number | null
      indexBytes: number | null
      toastBytes: number | null
      growthPerDay: number | null
      /** As of the last VACUUM or ANALYZE. */
      rows: number | null
      deadRows: number | null
      /** Of all rows, living and dead: 0 to 1. */
      deadShare: number | null
      /** Of the table without its indexes: what would be gone if it were written anew. null: not known. */
      bloatBytes: number | null
      /** 0 to 1. */
      bloatShare: number | null
      /** By hand or by autovacuum; of partitions the one that waits longest. null: never, or not known. */
      lastVacuum: string | null
      lastAnalyze: string | null
      partitions: number
      needs: (components['schemas']["Need"])[]
      /** The tasks that see to it: vacuum, retention. */
      keptBy: (components['schemas']["TaskLink"])[]
    }
    DatabaseTables: {
      /** Where sizes come from. */
      source: components['schemas']["LookSource"]
      /** Where dead rows and times come from; null: the kind of database has none. */
      careSource: components['schemas']["LookSource"] | null
      /** Where bloat comes from; null: the kind of database has none. */
      bloatSource: components['schemas']["LookSource"] | null
      /** How many tables there are; the list holds the largest, and all that need something. */
      seen: number | null
      rows: (components['schemas']["DatabaseTable"])[]
    }
    DatabaseIndex: {
      name: string
      table: string
      bytes: number | null
      /** Since the counters began. */
      scans: number | null
      unique: boolean | null
      /** Why it must stay, other than that it is unique. */
      keptFor: string | null
      /** 0 to 1; null: not measured, or the statistics do not say. */
      bloatShare: number | null
      needs: (components['schemas']["Need"])[]
      /** The tasks that see to it: its use, its bloat. */
      keptBy: (components['schemas']["TaskLink"])[]
    }
    DatabaseIndexes: {
      /** Where use comes from. */
      source: components['schemas']["LookSource"]
      /** Where bloat comes from. */
      bloatSource: components['schemas']["LookSource"]
      /** When the counters began. */
      countedSince: string | null
      seen: number | null
      /** Those that need something first, then the largest. */
      rows: (components['schemas']["DatabaseIndex"])[]
    }
    DatabaseQuery: {
      /** queryid: the same for as long as its tables are the same. */
      id: string
      /** Without its literals. */
      text: string
      calls: number
      totalMs: number
      meanMs: number
      rows: number
      /** Of the time in all statements: 0 to 1. null: it ran within a function, whose own time holds it. */
      share: number | null
      /** Its average before; null: it is new, or nobody knows. */
      beforeMeanMs: number | null
      /** It was not kept before: its time is at least this, its calls at most. */
      rough: boolean
      needs: (components['schemas']["Need"])[]
      /** The task that compares it with its own past. */
      keptBy: (components['schemas']["TaskLink"])[]
    }
    DatabaseQueries: {
      source: components['schemas']["LookSource"]
      /** Why no statement is counted. */
      obstacle: string | null
      /** Where the interval begins. */
      since: string | null
      calls: number | null
      totalMs: number | null
      rows: (components['schemas']["DatabaseQuery"])[]
    }
    DatabaseSession: {
      pid: number
      user: string | null
      application: string | null
      database: string | null
      state: string | null
      /** When its transaction began. */
      since: string | null
      waitsFor: string | null
      /** Cut, without its literals. */
      query: string | null
    }
    LockWait: {
      pid: number
      user: string | null
      application: string | null
      database: string | null
      state: string | null
      /** When its transaction began. */
      since: string | null
      waitsFor: string | null
      /** Cut, without its literals. */
      query: string | null
      /** 0: keeps the others up, and waits for no lock itself. Those that follow with one more wait for it. */
      depth: number
    }
    DatabaseSessions: {
      source: components['schemas']["LookSource"]
      used: number | null
      /** max_connections. */
      max: number | null
      by: ({
        database: string | null
        user: string | null
        application: string | null
        connections: number
        idle: number
      })[]
      /** Sessions whose transaction is older than ten seconds, oldest first. */
      long: (components['schemas']["DatabaseSession"])[]
      /** Who waits for whom, as trees, from the root down. */
      waits: (components['schemas']["LockWait"])[]
    }
    DatabaseHorizon: {
      source: components['schemas']["LookSource"]
      ids: ({
        ids: "transaction ids" | "multixact ids"
        /** How many ids ago the oldest lies that is not frozen yet. */
        age: number
        /** From this age on autovacuum freezes by itself. */
        freezesFrom: number
        /** At this age the server refuses writes. */
        stopsAt: number
      })[]
      /** The task that freezes old rows. */
      cure: components['schemas']["TaskLink"] | null
      oldestTables: ({
        name: string
        age: number
      })[]
      /** Who keeps dead rows from being removed, oldest first. */
      holders: ({
        kind: "session" | "prepared" | "slot" | "standby"
        name: string
        pid: number | null
        state: string | null
        since: string | null
        /** In transaction ids. */
        age: number
        hint: string
      })[]
      slots: ({
        name: string
        active: boolean
        walStatus: string | null
        behindBytes: number | null
      })[]
      standbys: ({
        name: string
        state: string | null
        lagMs: number | null
        behindBytes: number | null
      })[]
      prepared: ({
        gid: string
        owner: string
        preparedAt: string
      })[]
      /** The fullest, from a quarter on. */
      sequences: ({
        name: string
        usedPercent: number
      })[]
    }
    TaskLooks: {
      source: components['schemas']["LookSource"]
      title: string
      every: string
      nextDueAt: string | null
      facts: (components['schemas']["Fact"])[]
      findings: number
      stepsLeft: number
      notLookedAt: ({
        what: string
        why: string
      })[]
    }
    Finding: {
      id: string
      stack: string
      task: string
      target: string | null
      fingerprint: string
      severity: components['schemas']["Severity"]
      title: string
      detail: string | null
      hint: string | null
      state: "open" | "acknowledged" | "resolved"
      firstSeenAt: string
      lastSeenAt: string
      timesSeen: number
      acknowledgedBy: string | null
      acknowledgedAt: string | null
      note: string | null
      resolvedAt: string | null
      lastRunId: string
    }
    Request: {
      kind: "approval" | "sign-off"
      runId: string
      stack: string
      task: string
      title: string
      target: string | null
      since: string
      dueAt: string
      overdue: boolean
      reminders: number
      plan: components['schemas']["Plan"] | null
      facts: (components['schemas']["Fact"])[]
    }
    Occurrence: {
      stack: string
      task: string
      title: string
      at: string
      state: components['schemas']["RunState"] | "due"
      runId: string | null
    }
    CalendarDay: {
      /** YYYY-MM-DD in the asked time zone. */
      day: string
      stack: string
      task: string
      title: string
      /** How many there are, by state; `due` are still to come. */
      counts: { [key: string]: number }
      /** There are more dues than were counted. */
      more: boolean
      firstAt: string
      lastAt: string
      /** The run, when there is just one and nothing else. */
      runId: string | null
    }
    Worker: {
      id: string
      host: string
      pid: number
      startedAt: string
      seenAt: string
      alive: boolean
      running: number
    }
    Overview: {
      at: string
      status: "fine" | "attention" | "trouble" | "unknown"
      headline: string
      stacks: ({
        stack: string
        title: string
        timezone: string
        tasks: number
      })[]
      findings: {
        critical: number
        warning: number
        info: number
        acknowledged: number
      }
      /** Since midnight in UTC. */
      today: {
        runs: number
        converged: number
        diverged: number
        failed: number
        stepsDone: number
      }
      running: (components['schemas']["RunSummary"])[]
      recent: (components['schemas']["RunSummary"])[]
      next: ({
        stack: string
        task: string
        title: string
        at: string
      })[]
      needsMe: (components['schemas']["Request"])[]
      workers: (components['schemas']["Worker"])[]
    }
    AuditEntry: {
      seq: number
      at: string
      actor: string
      action: string
      subject: string
      detail: unknown
      hash: string
    }
    AuditVerdict: {
      intact: boolean
      entries: number
      head: string
      /** The first entry that does not fit. */
      brokenAt: number | null
      reason: string | null
    }
    Procedure: {
      name: string
      title: string
      summary: string
      docs: string
      example: string
      target: string | null
      kind: "machine" | "sign-off"
      /** JSON Schema of `with:`. */
      params: unknown
    }
    Token: {
      id: string
      name: string
      role: components['schemas']["Role"]
      createdAt: string
      createdBy: string
      lastUsedAt: string | null
      expiresAt: string | null
    }
    Health: {
      status: "ok" | "degraded"
      version: string
      database: boolean
      workers: number
      last_updated: string | null
    }
    Error: {
      error: {
        code: "bad-input" | "unauthenticated" | "forbidden" | "cross-site" | "not-found" | "no-such-path" | "wrong-method" | "conflict" | "too-large" | "wrong-media-type" | "wrong-host" | "too-many-requests" | "internal" | "unreachable" | "not-available" | "timed-out"
        /** What happened, with the real values. */
        message: string
        /** What to do about it. */
        hint?: string
        /** Everything that is wrong with the input, at once. */
        problems?: ({
          message: string
          hint?: string
        })[]
        /** Names the request in the log. */
        requestId?: string
      }
    }
    Session: {
      name: string
      role: components['schemas']["Role"]
    }
    NewToken: {
      token: components['schemas']["Token"]
      /** Shown this once; only its hash is kept. */
      secret: string
    }
  }
}
