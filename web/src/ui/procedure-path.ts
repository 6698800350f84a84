/** A procedure's page: `/procedures/postgres/vacuum`. A dot in the address would look like a file's ending to the server. */
export const procedurePath = (name: string): string => `/procedures/${name.replaceAll('.', '/')}`

/** The name that such an address means. */
export const procedureName = (rest: string): string => rest.replaceAll('/', '.')
