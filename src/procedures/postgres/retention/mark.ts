/** Written as the comment of a partition before it is taken out: a run that was killed halfway finds it again by that, and whoever meets the table learns what it is. */
export type Mark = {
  /** The partitioned table that it was part of, as people write it. */
  readonly of: string
  /** The end of its range. */
  readonly until: string
  /** When it was marked, right before it was detached. */
  readonly at: string
}

const beginning = 'upkeep: taken out of its table by retention, to be dropped later '

export const writeMark = (mark: Mark): string => beginning + JSON.stringify(mark)

/** The mark in a comment; null when the comment is somebody's own. */
export function readMark(comment: string | null): Mark | null {
  if (!comment?.startsWith(beginning)) return null
  try {
    const mark = JSON.parse(comment.slice(beginning.length)) as Partial<Mark>
    return typeof mark.of === 'string' && typeof mark.until === 'string' && typeof mark.at === 'string'
      ? { of: mark.of, until: mark.until, at: mark.at }
      : null
  } catch {
    return null
  }
}
