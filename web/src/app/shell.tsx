import { Drawer } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { Suspense } from 'react'
import { Outlet, useLocation } from 'react-router'
import { useLiveQueries } from '../api/live-queries.ts'
import { Skeletons } from '../ui/layout/skeletons.tsx'
import { Decisions } from '../ui/request/decision-dialog.tsx'
import { Toaster } from '../ui/toast/toaster.tsx'
import { CrashGuard } from './crash-guard.tsx'
import { HelpDialog } from './help-dialog.tsx'
import { LostBanner } from './live-badge.tsx'
import { PhoneBar, PhoneTop } from './phone-bar.tsx'
import { useShortcuts, useShortcutsOn } from './shortcuts.ts'
import { Sidebar } from './sidebar.tsx'
import { useScrollToTop } from './use-scroll-to-top.ts'
import classes from './shell.module.css'

/** What stands around every page: the way around, the live stream, keys and toasts. */
export function Shell() {
  useLiveQueries()
  useScrollToTop()
  const { pathname } = useLocation()
  const [helpOpened, help] = useDisclosure()
  const [menuOpened, menu] = useDisclosure()
  const [shortcutsOn] = useShortcutsOn()
  useShortcuts(shortcutsOn, help.open)
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  return (
    <Decisions>
      <div className={classes.shell}>
        <a href="#main" className={classes.skip}>
          Skip to the content
        </a>
        {phone ? (
          <>
            <PhoneTop />
            <PhoneBar menu={menu.open} />
            <Drawer
              opened={menuOpened}
              onClose={menu.close}
              size={280}
              withCloseButton={false}
              title="Menu"
              classNames={{ header: classes.hidden, body: classes.drawer }}
            >
              <Sidebar label="All pages" help={help.open} onGo={menu.close} />
            </Drawer>
          </>
        ) : (
          <div className={classes.aside}>
            <Sidebar label="Main" help={help.open} />
          </div>
        )}
        <div className={classes.content}>
          <LostBanner />
          <main id="main" tabIndex={-1} className={classes.main}>
            <CrashGuard at={pathname}>
              <Suspense fallback={<Skeletons lines={8} />}>
                <Outlet />
              </Suspense>
            </CrashGuard>
          </main>
        </div>
        <HelpDialog opened={helpOpened} close={help.close} />
        <Toaster />
      </div>
    </Decisions>
  )
}
