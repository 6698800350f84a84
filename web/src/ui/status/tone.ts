/** The six meanings that colour carries. Never alone: an icon and words stand beside it. */
export type Tone = 'fine' | 'attention' | 'trouble' | 'running' | 'waiting' | 'quiet'
