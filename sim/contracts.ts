/** One perpetual contract of the pretend market. */
export type Contract = {
  readonly exchange: string
  readonly symbol: string
  readonly baseAsset: string
  readonly quoteAsset: string
  readonly intervalHours: 1 | 2 | 4 | 8
  /** Around which its mark price moves, in the quote asset. */
  readonly price: number
}

type Exchange = {
  readonly name: string
  /** Contracts of the whole market of 2,275. */
  readonly contracts: number
  readonly quote: string
  readonly symbol: (base: string) => string
  /** Which of its contracts pay how often, in hours: the one at `rank % length`. */
  readonly intervals: readonly (1 | 2 | 4 | 8)[]
}

/** The thirteen exchanges that the funding platform collects from, each with its way to write a symbol. */
const exchanges: readonly Exchange[] = [
  { name: 'Binance', contracts: 560, quote: 'USDT', symbol: (base) => `${base}USDT`, intervals: [8, 4, 4, 8, 4, 4, 8, 4, 4, 1] },
  { name: 'MEXC', contracts: 470, quote: 'USDT', symbol: (base) => `${base}_USDT`, intervals: [8, 4, 8, 4, 8, 4, 8, 4, 8, 1] },
  { name: 'Bybit', contracts: 430, quote: 'USDT', symbol: (base) => `${base}USDT`, intervals: [8, 4, 4, 8, 4, 2, 8, 4, 4, 1] },
  { name: 'KuCoin', contracts: 330, quote: 'USDT', symbol: (base) => `${base === 'BTC' ? 'XBT' : base}USDTM`, intervals: [8, 4, 8, 4] },
  { name: 'Aster', contracts: 120, quote: 'USDT', symbol: (base) => `${base}USDT`, intervals: [8, 4, 4, 1] },
  { name: 'Hyperliquid', contracts: 110, quote: 'USD', symbol: (base) => base, intervals: [1] },
  { name: 'Lighter', contracts: 60, quote: 'USDC', symbol: (base) => base, intervals: [1] },
  { name: 'Backpack', contracts: 50, quote: 'USDC', symbol: (base) => `${base}_USDC_PERP`, intervals: [1] },
  { name: 'Drift', contracts: 40, quote: 'USDC', symbol: (base) => `${base}-PERP`, intervals: [1] },
  { name: 'dYdX', contracts: 40, quote: 'USD', symbol: (base) => `${base}-USD`, intervals: [1] },
  { name: 'Pacifica', contracts: 30, quote: 'USDC', symbol: (base) => base, intervals: [1] },
  { name: 'Deribit', contracts: 20, quote: 'USDC', symbol: (base) => `${base}_USDC-PERPETUAL`, intervals: [8] },
  { name: 'Hibachi', contracts: 15, quote: 'USDT', symbol: (base) => `${base}/USDT-P`, intervals: [8] },
]

export const exchangeNames = exchanges.map(({ name }) => name)
export const wholeMarket = exchanges.reduce((sum, { contracts }) => sum + contracts, 0)

/** The best known first, with a price of about the right size; the tail of the market has made-up names. */
const known: readonly (readonly [string, number])[] = [
  ['BTC', 95_000],
  ['ETH', 3_400],
  ['SOL', 180],
  ['XRP', 2.3],
  ['DOGE', 0.32],
  ['BNB', 680],
  ['ADA', 0.9],
  ['AVAX', 38],
  ['LINK', 21],
  ['SUI', 4],
  ['HYPE', 28],
  ['LTC', 105],
  ['DOT', 7],
  ['TRX', 0.25],
  ['TON', 5.4],
  ['NEAR', 5.1],
  ['APT', 9],
  ['ARB', 0.75],
  ['OP', 1.9],
  ['AAVE', 320],
  ['UNI', 13],
  ['PEPE', 0.00002],
  ['WIF', 1.9],
  ['BONK', 0.00003],
  ['TIA', 5],
  ['SEI', 0.42],
  ['INJ', 21],
  ['ATOM', 6.4],
  ['FIL', 5],
  ['JUP', 0.85],
  ['KAITO', 1.4],
  ['1INCH', 0.38],
]

const syllables = ['KA', 'RO', 'MI', 'TE', 'ZU', 'NA', 'LO', 'VE', 'XI', 'DA'] as const

/** The asset at a rank, the same for all exchanges: the higher the rank, the fewer list it. */
function assetAt(rank: number): { readonly name: string; readonly price: number } {
  const [name, price] = known[rank] ?? []
  if (name !== undefined && price !== undefined) return { name, price }
  const parts = [100, 10, 1].map((unit) => syllables[Math.floor(rank / unit) % 10])
  return { name: parts.join(''), price: 10 ** (((rank * 37) % 50) / 10 - 3) }
}

/** A market of `count` contracts in the proportions of the whole one of 2,275; the same each time. */
export function makeContracts(count: number): readonly Contract[] {
  const all = exchanges.flatMap(({ name, contracts, quote, symbol, intervals }) =>
    Array.from({ length: contracts }, (_, rank): { share: number; contract: Contract } => {
      const asset = assetAt(rank)
      const contract = {
        exchange: name,
        symbol: symbol(asset.name),
        baseAsset: asset.name,
        quoteAsset: quote,
        intervalHours: intervals[rank % intervals.length]!,
        price: asset.price,
      }
      return { share: rank / contracts, contract }
    }),
  )
  // The first of each exchange come first, so that a small market has all exchanges and their best known assets.
  return all
    .toSorted((a, b) => a.share - b.share)
    .slice(0, count)
    .map(({ contract }) => contract)
}
