import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type { HistoryPoint } from './history.ts'

/**
 * Hours that the stamps of a venue's files are ahead of UTC. Binance, Bybit and MEXC pay at 00, 08 and 16 UTC, and their files say 03, 11 and 19, those of HTX too;
 * KuCoin pays at 04, 12 and 20, and its files say 07, 15 and 23. Those of dYdX and Gate are in UTC.
 */
const hoursAhead: Readonly<Record<string, number>> = { binance: 3, bybit: 3, htx: 3, kucoin: 3, mexc: 3 }

/** Reads `btc-usdt_binance.csv.gz`: Symbol, Date, Funding Rate. Throws with file and line for a row that can't be read. */
export async function* readCsvHistory(file: string): AsyncGenerator<HistoryPoint> {
  const [, venue] = /_(\w+)\.csv\.gz$/.exec(basename(file)) ?? []
  if (venue === undefined) throw new Error(`${file}: expected a name such as btc-usdt_binance.csv.gz`)
  const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()) })
  let number = 0
  for await (const line of lines) {
    if (++number === 1 || line === '') continue
    const [symbol = '', date = '', rate = ''] = line.split(',')
    const at = Date.parse(`${date.replace(' ', 'T')}Z`) - (hoursAhead[venue] ?? 0) * 3_600_000
    if (!/^\w+-\w+$/.test(symbol) || Number.isNaN(at) || rate === '' || !Number.isFinite(Number(rate))) {
      throw new Error(`${file}:${number}: expected Symbol,Date,Funding Rate, found ${JSON.stringify(line)}`)
    }
    yield { venue, baseAsset: symbol.split('-')[0]!, at, rate, price: null }
  }
}
