import { expect, test } from 'vitest'
import { measure } from './measure.ts'
import { bytes, duration, plural, roughly } from './units.ts'

test.each([
  [0, '0 B'],
  [812, '812 B'],
  [1023, '1023 B'],
  [1024, '1.00 KiB'],
  [14_890_000, '14.2 MiB'],
  [1_873_741_824, '1.75 GiB'],
  [-48_234_496, '-46.0 MiB'],
  [2 ** 62, '4096 PiB'],
])('%i bytes read "%s"', (value, words) => expect(bytes(value)).toBe(words))

test.each([
  [0, '0 ms'],
  [3.456, '3.46 ms'],
  [41.4, '41 ms'],
  [999.4, '999 ms'],
  [1_000, '1 s'],
  [3_240, '3.2 s'],
  [59_499, '59 s'],
  [59_500, '1 min'],
  [125_000, '2 min 5 s'],
  [3_599_600, '1 h'],
  [3_840_000, '1 h 4 min'],
  [266_400_000, '3 d 2 h'],
])('%d ms read "%s"', (ms, words) => expect(duration(ms)).toBe(words))

test('a measurement is written in its unit, and one that is not known stands as it came', () => {
  expect(measure(380_112, 'rows')).toBe('380,112 rows')
  expect(measure(1.5, 's')).toBe('1.5 s')
  expect(measure(23.4, 'percent')).toBe('23.4 %')
  expect(measure(7, 'count')).toBe('7')
  expect(measure(3, 'pages')).toBe('3 pages')
})

test('counts have the right number of the noun, and large ones are short in lists', () => {
  expect(plural(1, 'run')).toBe('1 run')
  expect(plural(0, 'run')).toBe('0 runs')
  expect(plural(2, 'entry', 'entries')).toBe('2 entries')
  expect(roughly(9_999)).toBe('9,999')
  expect(roughly(1_204_551)).toBe('1.2M')
})
