/** A page of the docs that is written from the code: its path under docs/ and its whole text. */
export type Page = { readonly path: string; readonly text: string }

/** First line of every generated page: how it is recognised when what it was about is gone. */
export const mark = '<!-- Written by `npm run docs` from the code: change it there. -->'

/** Puts the parts of a page together, one empty line between them; what is null or empty is left out. */
export const page = (path: string, ...parts: readonly (string | null)[]): Page => ({
  path,
  text: `${[mark, ...parts].filter((part) => part !== null && part.trim() !== '').map((part) => part!.trim()).join('\n\n')}\n`,
})

export const yaml = (text: string): string => `\`\`\`yaml\n${text.trim()}\n\`\`\``
