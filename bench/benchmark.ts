import type { Workspace } from './measure/workspace.ts'

/** One measured number. `least` and `most` are its goal; `peer` is what it is to be seen beside, measured in the same run. */
export type Figure = {
  readonly what: string
  readonly value: number
  readonly unit: 's' | 'ms' | 'MB' | '% of a core' | 'rows/s' | 'runs/s' | 'tx/s' | 'times' | 'runs'
  readonly most?: number
  readonly least?: number
  readonly peer?: { readonly what: string; readonly value: number }
}

/** One file of bench/cases: its default export. */
export type Benchmark = {
  readonly title: string
  /** How it is measured, in a sentence or two: printed above the figures. */
  readonly how: string
  run(workspace: Workspace): Promise<readonly Figure[]>
}

export const meetsGoal = ({ value, most, least }: Figure): boolean | null =>
  most === undefined && least === undefined ? null : (most === undefined || value <= most) && (least === undefined || value >= least)
