/** Whether the whole text fits a pattern in which `*` stands for any characters and `?` for one. Upper and lower case differ. */
export function fitsGlob(text: string, glob: string): boolean {
  const pattern = glob
    .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${pattern}$`, 'su').test(text)
}
