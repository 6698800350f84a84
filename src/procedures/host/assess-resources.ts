import { formatSize } from '../../base/size.ts'
import { usedPercent } from '../../targets/host/index.ts'
import type { Filesystem, Folder, Load, Memory, Reading } from '../../targets/host/index.ts'
import type { Assessment, Fact, Finding, Skipped } from '../contract.ts'
import type { ResourcesObservation, ResourcesParams } from './resources-model.ts'

/** What one thing of a host leads to. */
type Part = { readonly findings?: readonly (Finding | null)[]; readonly facts?: readonly Fact[]; readonly notLookedAt?: readonly Skipped[] }

export function assessResources(seen: ResourcesObservation, params: ResourcesParams): Assessment {
  const parts: readonly Part[] = [
    ifRead(seen.load, 'load', 'load', (load) => assessLoad(load, params.load)),
    ifRead(seen.memory, 'memory', 'memory', (memory) => assessMemory(memory, params.memory)),
    ifRead(seen.memory, 'swap', 'swap', (memory) => assessSwap(memory, params.swap)),
    ...seen.filesystems.flatMap(({ path, reading }) => [
      ifRead(reading, `file system of ${path}`, `mount:${path}:`, (filesystem) => assessFilesystem(path, filesystem, params)),
      { findings: [missing(path, reading)] },
    ]),
    ...seen.folders.map(({ name, path, reading }) =>
      ifRead(reading, `folder ${path}`, `folder:${name}:`, (folder) => assessFolder(name, folder, params.folders[name])),
    ),
  ]
  return {
    findings: parts.flatMap(({ findings = [] }) => findings).filter((finding) => finding !== null),
    steps: [],
    notLookedAt: parts.flatMap(({ notLookedAt = [] }) => notLookedAt),
    facts: parts.flatMap(({ facts = [] }) => facts),
  }
}

function ifRead<Value>(reading: Reading<Value>, what: string, fingerprints: string, assess: (value: Value) => Part): Part {
  return 'value' in reading ? assess(reading.value) : { notLookedAt: [{ what, why: reading.unread, fingerprints }] }
}

function assessLoad({ five, cores }: Load, limit: number): Part {
  const perCore = Math.round((five / cores) * 100) / 100
  return {
    facts: [{ label: 'Load per processor (5 min)', value: perCore }],
    findings: [
      perCore <= limit
        ? null
        : {
            fingerprint: 'load',
            severity: 'warning',
            title: `the load is ${perCore} per processor, of at most ${limit}`,
            detail: `${five} processes were runnable on average over five minutes, on ${cores} processors`,
            hint: 'look at the busiest processes (top), and at tasks that fall due at the same time.',
          },
    ],
  }
}

function assessMemory({ totalBytes, availableBytes }: Memory, limit: number): Part {
  const used = tenths((1 - availableBytes / totalBytes) * 100)
  return {
    facts: [
      { label: 'Memory used', value: used, unit: 'percent' },
      { label: 'Memory available', value: availableBytes, unit: 'bytes' },
    ],
    findings: [
      used <= limit
        ? null
        : {
            fingerprint: 'memory',
            severity: 'warning',
            title: `${used} % of the memory is in use, of at most ${limit} %`,
            detail: `${formatSize(availableBytes)} of ${formatSize(totalBytes)} are available without swapping`,
            hint: 'look at the largest processes (top, sorted by memory).',
          },
    ],
  }
}

function assessSwap({ swapTotalBytes, swapFreeBytes }: Memory, limit: number): Part {
  if (swapTotalBytes === 0) return { facts: [{ label: 'Swap', value: 'none' }] }
  const used = tenths((1 - swapFreeBytes / swapTotalBytes) * 100)
  return {
    facts: [{ label: 'Swap used', value: used, unit: 'percent' }],
    findings: [
      used <= limit
        ? null
        : {
            fingerprint: 'swap',
            severity: 'warning',
            title: `${used} % of the swap space is in use, of at most ${limit} %`,
            detail: `${formatSize(swapFreeBytes)} of ${formatSize(swapTotalBytes)} are free`,
            hint: 'when it is full the kernel kills processes: find what outgrew the memory.',
          },
    ],
  }
}

function assessFilesystem(path: string, filesystem: Filesystem, params: ResourcesParams): Part {
  const { inodes, availableBytes, sizeBytes } = filesystem
  const used = tenths(usedPercent(filesystem))
  const usedInodes = inodes && tenths((1 - inodes.free / inodes.total) * 100)
  const minFree = params['min-free']
  return {
    facts: [
      { label: `Used of ${path}`, value: used, unit: 'percent' },
      { label: `Free of ${path}`, value: availableBytes, unit: 'bytes' },
      {
        label: `Inodes used of ${path}`,
        value: usedInodes ?? 'made as needed',
        ...(usedInodes === null ? {} : { unit: 'percent' as const }),
      },
    ],
    findings: [
      overLimits(used, params.disk, (limit) => ({
        fingerprint: `mount:${path}:used`,
        title: `${path} is ${used} % full, of at most ${limit} %`,
        detail: `${formatSize(availableBytes)} of ${formatSize(sizeBytes)} are available`,
        hint: 'find what grew (du -x), and give it a limit or a retention of its own.',
      })),
      usedInodes === null
        ? null
        : overLimits(usedInodes, params.inodes, (limit) => ({
            fingerprint: `mount:${path}:inodes`,
            title: `${usedInodes} % of the inodes of ${path} are in use, of at most ${limit} %`,
            hint: 'find the folder with very many small files (du -x --inodes).',
          })),
      minFree === undefined || availableBytes >= minFree
        ? null
        : {
            fingerprint: `mount:${path}:free`,
            severity: 'critical',
            title: `${path} has ${formatSize(availableBytes)} free, less than ${formatSize(minFree)}`,
            hint: 'find what grew (du -x), and give it a limit or a retention of its own.',
          },
    ],
  }
}

function missing(path: string, reading: Reading<Filesystem>): Finding | null {
  if ('value' in reading || reading.code !== 'ENOENT') return null
  return {
    fingerprint: `mount:${path}:missing`,
    severity: 'critical',
    title: `${path} isn't there`,
    hint: 'mount its disk, or take the path out of the target.',
  }
}

function assessFolder(name: string, { bytes, files }: Folder, limit: number | undefined): Part {
  return {
    facts: [
      { label: `Size of ${name}`, value: bytes, unit: 'bytes' },
      { label: `Files in ${name}`, value: files, unit: 'count' },
    ],
    findings: [
      limit === undefined || bytes <= limit
        ? null
        : {
            fingerprint: `folder:${name}:size`,
            severity: 'warning',
            title: `the folder ${name} takes ${formatSize(bytes)}, of at most ${formatSize(limit)}`,
            detail: `${files.toLocaleString('en')} files`,
            hint: 'delete what is no longer needed, or rotate it.',
          },
    ],
  }
}

function overLimits(
  used: number,
  limits: { warning: number; critical: number },
  finding: (limit: number) => Omit<Finding, 'severity'>,
): Finding | null {
  if (used > limits.critical) return { severity: 'critical', ...finding(limits.critical) }
  return used > limits.warning ? { severity: 'warning', ...finding(limits.warning) } : null
}

const tenths = (value: number): number => Math.round(value * 10) / 10
