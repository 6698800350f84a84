/**
 * A name that stands in the long statements of Upkeep itself, so that it doesn't take them for somebody's slow query. A name and not a comment: the
 * server strips comments from the texts that it keeps in some versions.
 */
export const ownMark = 'upkeep_own_look'
