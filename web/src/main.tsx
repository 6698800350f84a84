import { givenToken } from './app/given-token.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './theme/mantine.css'
import './theme/fonts.css'
import './theme/tokens.css'
import './theme/global.css'
import { App } from './app/app.tsx'
import { reloadWhenOutdated } from './app/reload-when-outdated.ts'

reloadWhenOutdated()
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App token={givenToken} />
  </StrictMode>,
)
