import { spawn } from 'node:child_process'

/**
 * Waits for our death, then until no process works in the folders (a server is stopping because we died), at most 30 s, then deletes them, and
 * the socket folders that servers in them have left.
 */
const script = `cat >/dev/null
within() {
  for folder in $folders; do case "$1" in "$folder"|"$folder"/*) return 0;; esac; done
  return 1
}
busy() {
  for link in /proc/[0-9]*/cwd; do within "$(readlink "$link" 2>/dev/null)" && return 0; done
  return 1
}
folders=$*
tries=0
while busy && [ $tries -lt 60 ]; do sleep 0.5; tries=$((tries+1)); done
for note in /tmp/upk-*/belongs-to; do
  if [ -f "$note" ] && within "$(cat "$note")"; then rm -rf -- "$(dirname "$note")"; fi
done
rm -rf -- "$@"`

/**
 * Removes folders (whose paths have no spaces) after this process is gone, even when it was killed: a shell that holds the other end of a pipe learns of our death from the
 * closing of it. `now()` has it done at once. The shell is in a session of its own, so that Ctrl-C doesn't reach it.
 */
export function removeAfterDeath(folders: readonly string[]): { now(): Promise<void> } {
  const child = spawn('/bin/sh', ['-c', script, 'janitor', ...folders], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.stdin.on('error', () => undefined)
  // Neither the shell nor the pipe to it keeps this process alive.
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  return {
    now: async () => {
      child.ref()
      child.stdin.end()
      await gone
    },
  }
}
