import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const worthwhileBytes = 1024

/** Writes a .br and a .gz beside each text asset, so that the API sends it small without compressing at each request. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [name, item] of Object.entries(bundle)) {
          if (!/\.(?:js|css|svg|html)$/.test(name)) continue
          const plain = Buffer.from(item.type === 'chunk' ? item.code : item.source)
          if (plain.length < worthwhileBytes) continue
          const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }
          this.emitFile({ type: 'asset', fileName: `${name}.br`, source: brotliCompressSync(plain, quality) })
          this.emitFile({ type: 'asset', fileName: `${name}.gz`, source: gzipSync(plain, { level: 9 }) })
        }
      },
    },
  }
}
