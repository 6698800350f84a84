import { UserError } from '../../base/errors.ts'
import host from '../../targets/host/index.ts'
import { defineProcedure } from '../contract.ts'
import { assessResources } from './assess-resources.ts'
import { resourcesParams } from './resources-model.ts'
import type { ResourcesObservation } from './resources-model.ts'

export default defineProcedure({
  name: 'host.resources',
  title: 'Resources of a host',
  summary: 'Compares load, memory, swap, disks, inodes and folders of the host with their limits.',
  docs: `
Looks at the host that the worker runs on. It changes nothing and has no steps: what frees space is a task of its own (log rotation, retention, \`command.run\`).

| finding | severity | default limit | where the number comes from |
|---|---|---|---|
| \`load\` | warning | 2 per processor over 5 minutes | the saturation alert of the Prometheus node-exporter mixin (\`nodeSystemSaturationPerCoreThreshold\`) |
| \`memory\` | warning | 90 % | hyperopt's and matchbook's alerts on memory; counted from the kernel's MemAvailable, so that caches don't raise it |
| \`swap\` | warning | 80 % | full swap is the last step before the kernel kills processes |
| \`mount:<path>:used\` | warning, critical | 80 %, 90 % | the funding guide cleans up at 80 % of its storage; matchbook's alert is below 10 % free |
| \`mount:<path>:inodes\` | warning, critical | 80 %, 90 % | as for space: a file system without inodes is full too |
| \`mount:<path>:free\` | critical | none | your own \`min-free\` |
| \`mount:<path>:missing\` | critical | | a watched path isn't there: a disk that isn't mounted |
| \`folder:<name>:size\` | warning | none | your own \`folders\` |

Used space is counted as df(1) does, without the blocks that are reserved for root; a folder as du(1) does. What can't be read is listed as not looked at, and
findings about it stay open. Memory is read from /proc/meminfo; on macOS it isn't judged, since free memory there leaves out the caches.
`,
  example: `
resources:
  title: The host has room to work
  does: host.resources
  target: host
  every: 1m
  with:
    disk: { warning: 75, critical: 90 }
    min-free: 5 GiB
    folders: { logs: 2 GiB }
`,
  target: host,
  params: resourcesParams,
  async inspect({ target, params, ctx }): Promise<ResourcesObservation> {
    const unknown = Object.keys(params.folders).filter((name) => !Object.hasOwn(target.folders, name))
    if (unknown.length > 0) {
      throw new UserError(`the target names no folder ${unknown.join(', ')}`, {
        hint: `give the path under \`folders\` of the target; it names ${Object.keys(target.folders).join(', ') || 'none'}.`,
      })
    }
    return {
      now: ctx.now.toISOString(),
      host: target.name,
      load: await target.load(),
      memory: await target.memory(),
      filesystems: await Promise.all(target.mounts.map(async (path) => ({ path, reading: await target.filesystem(path) }))),
      folders: await Promise.all(
        Object.entries(target.folders).map(async ([name, path]) => ({ name, path, reading: await target.folder(path) })),
      ),
    }
  },
  assess: assessResources,
})
