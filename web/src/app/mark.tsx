/** The mark: a U whose end turns upward. */
export function Mark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="#0b6172" />
      <path d="M9 8.5v8.2a7 7 0 0 0 14 0V9.4" fill="none" stroke="#fff" strokeWidth="3.2" strokeLinecap="round" />
      <path d="m18.4 12.6 4.6-4.6 4.6 4.6" fill="none" stroke="#7fe3c4" strokeWidth="3.2" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
}
