import { IconBan, IconCircle, IconCircleCheck, IconCircleX, IconLoader2, IconPlayerPause, type Icon } from '@tabler/icons-react'
import type { Step } from '../../api/types.ts'
import type { Tone } from '../status/tone.ts'

type Look = { readonly tone: Tone; readonly icon: Icon; readonly words: string }

export const stepStates: { readonly [state in Step['state'] | 'planned']: Look } = {
  planned: { tone: 'quiet', icon: IconCircle, words: 'planned' },
  started: { tone: 'running', icon: IconLoader2, words: 'running' },
  done: { tone: 'fine', icon: IconCircleCheck, words: 'done' },
  failed: { tone: 'trouble', icon: IconCircleX, words: 'failed' },
  interrupted: { tone: 'attention', icon: IconPlayerPause, words: 'interrupted' },
  refused: { tone: 'attention', icon: IconBan, words: 'not done' },
}
