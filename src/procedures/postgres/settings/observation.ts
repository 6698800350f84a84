import type { JsonObject } from '../../../base/json.ts'
import type { Unattended } from './read-tables.ts'

/** A setting that differs from its default, or is set for a role or database, without what may be secret. */
export type SettingSeen = JsonObject & {
  /** As SHOW has it: `64MB`. */
  readonly value: string
  /** `configuration file /etc/postgresql/15/main/postgresql.conf:65`, `command line`, `ALTER ROLE ann IN DATABASE shop` */
  readonly source: string
}

/** By name; one of a role or database by `work_mem of role ann in database shop`. */
export type SettingsByName = { readonly [name: string]: SettingSeen }

export type Change = JsonObject & {
  readonly name: string
  /** null: the default, or nothing. */
  readonly from: string | null
  readonly to: string | null
  readonly source: string | null
  readonly seenAt: string
}

/** A value that the file has and the server takes only at its next start. */
export type Pending = JsonObject & {
  readonly name: string
  readonly running: string
  /** null: taken out of the file, or the role may not read it. */
  readonly configured: string | null
}

export type FileError = JsonObject & { readonly file: string; readonly line: number; readonly name: string | null; readonly error: string }

/** A setting in its base unit (kB, ms ...), for the rules. */
export type RawSetting = JsonObject & { readonly setting: string; readonly default: string }

/** What settings saw. */
export type SettingsObservation = JsonObject & {
  /** The server's clock. */
  readonly now: string
  readonly settings: SettingsByName
  /** What could be read: all settings, not only those for everybody's eyes; the files. */
  readonly sight: { readonly all: boolean; readonly files: boolean }
  /** Settings that our own session overrides, and whose value for others is not known. */
  readonly unknown: readonly string[]
  readonly changes: readonly Change[]
  /** The last look; null: this is the first. */
  readonly comparedWith: string | null
  readonly pending: readonly Pending[]
  /** Lines that the server could not use. */
  readonly fileErrors: readonly FileError[]
  /** The values that the rules are about; one that may not be seen is left out. */
  readonly judged: { readonly [name: string]: RawSetting }
  readonly databaseBytes: number
  /** Tables whose own storage parameters keep autovacuum away, the largest first. */
  readonly unattended: Unattended
}
