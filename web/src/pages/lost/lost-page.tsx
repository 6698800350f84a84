import { IconMapOff } from '@tabler/icons-react'
import { Link, useLocation } from 'react-router'
import { Empty } from '../../ui/layout/empty.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { Panel } from '../../ui/layout/panel.tsx'

export function LostPage() {
  const { pathname } = useLocation()
  return (
    <Page title="There is no such page">
      <Panel>
        <Empty icon={IconMapOff} title={`Nothing is at ${pathname}`}>
          <Link to="/">Go to the overview</Link>
        </Empty>
      </Panel>
    </Page>
  )
}
