import type { Task } from '../../api/types.ts'

/** Every word of `q` stands somewhere in what a person would call the task. */
export function matchesTask(
  task: Pick<Task, 'stack' | 'task' | 'title' | 'procedure' | 'target' | 'every' | 'covers'>,
  { q, stack }: { readonly q: string; readonly stack: string },
): boolean {
  if (stack !== '' && task.stack !== stack) return false
  const names = [task.stack, task.task, task.title, task.procedure, task.target ?? '', task.every, ...task.covers].join(' ').toLowerCase()
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => names.includes(word))
}
