import { z } from 'zod'
import { sizeSchema } from '../../base/size.ts'
import { durationSchema } from '../../base/duration.ts'

/** Holds a `${NAME}` that is filled in from the environment before the target is opened. */
const isOpenEnded = (text: string): boolean => /\$\{\w+\}/.test(text)

const isWebUrl = (text: string): boolean => {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.search === '' && url.hash === ''
}

export const httpConfig = z.strictObject({
  url: z
    .string()
    .refine((text) => isOpenEnded(text) || isWebUrl(text), {
      error: ({ input }) => `expected an http:// or https:// address without query or fragment, found ${JSON.stringify(input)}`,
    })
    .describe(
      'The base address of the service. ${NAME} is taken from the environment. Certificates are always checked; a private authority goes into NODE_EXTRA_CA_CERTS.',
    ),
  headers: z
    .record(
      z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'expected a header name'),
      z.string().regex(/^[^\r\n\0]*$/, 'expected a header value on one line'),
    )
    .prefault({})
    .describe('Sent with each request. Write secrets as ${NAME} only.'),
  timeout: durationSchema
    .refine((ms) => ms > 0, 'expected more than 0ms')
    .prefault('10s')
    .describe('For a whole request, from looking up the name to the last byte of the body, even while the body stalls.'),
  'max-body': sizeSchema.prefault('1 MiB').describe('A longer answer is refused, and reading stops there.'),
})
