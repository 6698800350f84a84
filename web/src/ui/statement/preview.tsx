import type { Preview as PreviewType } from '../../api/types.ts'
import { bytes, count, plural } from '../format/units.ts'
import { Statement } from './statement.tsx'

/** How much a step will touch, in words: `1,204,551 rows, 289 MiB`. Empty when nothing is known beforehand. */
export function reach(preview: Pick<PreviewType, 'rows' | 'bytes' | 'files'>): string {
  return [
    preview.rows === undefined ? null : `${count(preview.rows)} ${preview.rows === 1 ? 'row' : 'rows'}`,
    preview.bytes === undefined || preview.bytes === 0 ? null : bytes(preview.bytes),
    preview.files === undefined ? null : plural(preview.files, 'file'),
  ]
    .filter((part) => part !== null)
    .join(', ')
}

export function PreviewStatement({ preview }: { readonly preview: PreviewType }) {
  return <Statement text={preview.statement} />
}
