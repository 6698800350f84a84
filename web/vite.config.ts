import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './tools/compressed.ts'

/** The page is served by the API from web/dist; `npx vite web` serves it while one works on it, and hands /api on to UPKEEP_API (default port 8000). */
export default defineConfig({
  plugins: [react(), compressed()],
  clearScreen: false,
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2024',
    modulePreload: { polyfill: false },
    // The content security policy allows no data: scripts, and a font as a file is cached by itself.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // A page's first load is five files: itself, the entry, what all pages share, and the libraries, which stay cached from release to release.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'libraries', test: /node_modules/ },
            { name: 'shared', test: /web\/src\/(?:api|ui|theme)\// },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 600,
  },
  server: { host: '127.0.0.1', proxy: { '/api': process.env['UPKEEP_API'] ?? 'http://127.0.0.1:8000' } },
})
