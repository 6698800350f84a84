import { useNavigate } from 'react-router'
import { usePlanTask, useRunTask } from '../../api/changes.ts'
import { asFailure } from '../../api/failure.ts'
import { toast } from '../toast/toasts.ts'

/** Plan or run a task, and go to the run that comes of it. */
export function useStartTask(stack: string, task: string) {
  const navigate = useNavigate()
  const plan = usePlanTask()
  const run = useRunTask()
  const show = ({ id }: { readonly id: string }): void => void navigate(`/runs/${id}`)
  return {
    plan: (): void =>
      plan.mutate({ stack, task }, { onSuccess: show, onError: (error) => toast({ tone: 'trouble', message: asFailure(error).message }) }),
    planning: plan.isPending,
    /** Throws what went wrong, for the dialog that asked. */
    run: async (): Promise<void> => show(await run.mutateAsync({ stack, task })),
  }
}
