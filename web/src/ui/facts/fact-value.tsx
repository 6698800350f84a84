import type { Fact } from '../../api/types.ts'
import { factWords } from './fact-words.ts'

/** A fact's value; what is an address on the web can be followed. */
export function FactValue({ fact }: { readonly fact: Fact }) {
  const words = factWords(fact)
  if (typeof fact.value !== 'string' || !/^https?:\/\/\S+$/.test(fact.value)) return words
  return (
    <a href={fact.value} target="_blank" rel="noreferrer">
      {words}
    </a>
  )
}
