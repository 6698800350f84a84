import { codeParts } from './code-parts.ts'

/** Words of the server, in which names and commands stand between backticks. */
export const Words = ({ text }: { readonly text: string }) =>
  codeParts(text).map(({ words, code }, place) => (code ? <code key={place}>{words}</code> : words))
