import type { Role } from '../../api/types.ts'

/** What each role may do. */
export const roleMeanings: { readonly [role in Role]: string } = {
  viewer: 'sees everything, changes nothing',
  operator: 'plans, runs, approves, signs, acknowledges',
  admin: 'everything, tokens too',
}
