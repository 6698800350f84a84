export type CodePart = { readonly words: string; readonly code: boolean }

/** What stands between two backticks is code; one without its second is a backtick. */
export const codeParts = (text: string): readonly CodePart[] =>
  text
    .split(/`([^`\n]+)`/)
    .map((words, place) => ({ words, code: place % 2 === 1 }))
    .filter(({ words }) => words !== '')
