import { takeFragmentToken } from '../api/fragment-token.ts'

/** What the address brought along. A module of its own, imported first of all: even the router must not see it. */
export const givenToken = takeFragmentToken(location, history)
