/** Enough of a plan's hash for people to compare: 12 characters. */
export const shortHash = (hash: string): string => hash.slice(0, 12)
