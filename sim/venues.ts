/** How a venue of the history files is called on the platform, and how it writes the symbol of an asset. */
type Venue = { readonly exchange: string; readonly quote: string; readonly symbol: (base: string) => string }

const venues: Readonly<Record<string, Venue>> = {
  binance: { exchange: 'Binance', quote: 'USDT', symbol: (base) => `${base}USDT` },
  bybit: { exchange: 'Bybit', quote: 'USDT', symbol: (base) => `${base}USDT` },
  dydx: { exchange: 'dYdX', quote: 'USD', symbol: (base) => `${base}-USD` },
  gate: { exchange: 'Gate', quote: 'USDT', symbol: (base) => `${base}_USDT` },
  htx: { exchange: 'HTX', quote: 'USDT', symbol: (base) => `${base}-USDT` },
  hyperliquid: { exchange: 'Hyperliquid', quote: 'USD', symbol: (base) => base },
  kraken: { exchange: 'Kraken', quote: 'USD', symbol: (base) => `PF_${base === 'BTC' ? 'XBT' : base}USD` },
  kucoin: { exchange: 'KuCoin', quote: 'USDT', symbol: (base) => `${base === 'BTC' ? 'XBT' : base}USDTM` },
  lighter: { exchange: 'Lighter', quote: 'USDC', symbol: (base) => base },
  mexc: { exchange: 'MEXC', quote: 'USDT', symbol: (base) => `${base}_USDT` },
  okx: { exchange: 'OKX', quote: 'USDT', symbol: (base) => `${base}-USDT-SWAP` },
}

/** Throws for a venue that isn't known: a guessed symbol would mix two contracts. */
export function contractOf(
  venue: string,
  base: string,
): { readonly exchange: string; readonly symbol: string; readonly quoteAsset: string } {
  const known = venues[venue]
  if (!known) throw new Error(`unknown venue ${JSON.stringify(venue)}; known are ${Object.keys(venues).join(', ')}`)
  return { exchange: known.exchange, symbol: known.symbol(base), quoteAsset: known.quote }
}
