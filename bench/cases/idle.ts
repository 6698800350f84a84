import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Benchmark } from '../benchmark.ts'
import { treeUse } from '../measure/processes.ts'
import type { ProcessUse } from '../measure/processes.ts'
import { startProgram } from '../measure/program.ts'
import { quantile } from '../measure/quantile.ts'

const settleMs = 150_000
const measuredMs = 120_000

const benchmark: Benchmark = {
  title: 'what a running Upkeep costs',
  how: `\`upkeep up --demo\` with nobody looking, after ${settleMs / 1000} s in which the demo data is made; over ${measuredMs / 1000} s, in which the demo's tasks go on falling due. Memory is PSS. Own processes are the supervisor, the server and the worker; the demo's own process and PostgreSQL are shown apart.`,
  run: async (workspace) => {
    const env = { UPKEEP_HOME: join(workspace.path, 'home'), UPKEEP_PORT: '0' }
    const upkeep = startProgram(workspace, process.execPath, ['src/main.ts', 'up', '--demo'], env)
    await upkeep.says(/https?:\/\//)
    workspace.say('letting the demo settle')
    await sleep(settleMs)
    workspace.say('measuring')
    const before = treeUse(upkeep.pid)
    const samples: (readonly ProcessUse[])[] = []
    for (const end = Date.now() + measuredMs; Date.now() < end; await sleep(5_000)) samples.push(treeUse(upkeep.pid))
    const after = treeUse(upkeep.pid)

    const memory = (kind: Kind): number =>
      quantile(
        samples.map((sample) => sum(ofKind(sample, kind).map((one) => one.memoryBytes)) / 1e6),
        0.5,
      )
    const cpu = (kind: Kind): number =>
      (sum(ofKind(after, kind).map((one) => one.cpuMs - (before.find(({ pid }) => pid === one.pid)?.cpuMs ?? 0))) / measuredMs) * 100
    for (const one of ofKind(after, 'own')) workspace.say(`${Math.round(one.memoryBytes / 1e6)} MB  ${one.command.slice(0, 120)}`)
    return [
      { what: 'memory of own processes, median', value: memory('own'), unit: 'MB', most: 300 },
      { what: 'processor time of own processes', value: cpu('own'), unit: '% of a core', most: 2 },
      { what: "memory of the demo's process", value: memory('demo'), unit: 'MB' },
      { what: "processor time of the demo's process", value: cpu('demo'), unit: '% of a core' },
      { what: 'memory of both PostgreSQL clusters', value: memory('postgres'), unit: 'MB' },
      { what: 'processor time of both clusters', value: cpu('postgres'), unit: '% of a core' },
    ]
  },
}

type Kind = 'own' | 'demo' | 'postgres'

const kindOf = ({ command }: ProcessUse): Kind =>
  command.split(' ')[0]!.includes('postgres') ? 'postgres' : command.includes('sim/demo') ? 'demo' : 'own'
const ofKind = (all: readonly ProcessUse[], kind: Kind): readonly ProcessUse[] => all.filter((one) => kindOf(one) === kind)
const sum = (numbers: readonly number[]): number => numbers.reduce((total, next) => total + next, 0)

export default benchmark
