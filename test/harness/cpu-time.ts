/** How much time of a processor the work takes in this process, in milliseconds: time on the clock grows when other tests keep the processors busy, this doesn't. */
export function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
