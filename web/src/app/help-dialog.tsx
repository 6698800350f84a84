import { Kbd, Modal, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useSession, mayDo } from '../api/session.ts'
import { healthQuery } from '../api/queries.ts'
import { places } from './places.ts'
import { keysHelp, useShortcutsOn } from './shortcuts.ts'
import classes from './help-dialog.module.css'
import '@mantine/core/styles/Kbd.layer.css'

/** Every key of the page, and the switch that turns them off. */
export function HelpDialog({ opened, close }: { readonly opened: boolean; readonly close: () => void }) {
  const [on, setOn] = useShortcutsOn()
  const { role } = useSession()
  return (
    <Modal opened={opened} onClose={close} title="Keyboard" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={classes.columns}>
        <Keys title="Go to">
          {places
            .filter(({ needs }) => needs === undefined || mayDo(role, needs))
            .map((place) => (
              <Row key={place.to} words={place.words} keys={['g', place.key]} />
            ))}
        </Keys>
        <Keys title="On a page">
          {keysHelp.map((help) => (
            <Row key={help.words} {...help} />
          ))}
        </Keys>
      </div>
      <Switch
        className={classes.switch}
        label="Single-key shortcuts"
        description="Off: only Tab, Enter, Space and the arrow keys do something."
        checked={on}
        onChange={(event) => setOn(event.currentTarget.checked)}
      />
      <Version />
    </Modal>
  )
}

function Keys({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className={classes.title}>{title}</h3>
      <dl>{children}</dl>
    </section>
  )
}

function Row({ words, keys }: { readonly words: string; readonly keys: readonly string[] }) {
  return (
    <div className={classes.row}>
      <dt>{words}</dt>
      <dd>
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dd>
    </div>
  )
}

/** What this is, for those who ask for help. */
function Version() {
  const { data } = useQuery(healthQuery())
  return (
    <p className={classes.version}>
      {data ? `Upkeep ${data.version}` : 'Upkeep'} · <a href="/docs">API</a>
    </p>
  )
}
