import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconLogout, IconUser } from '@tabler/icons-react'
import { asFailure } from '../api/failure.ts'
import { useSession, useSignOut } from '../api/session.ts'
import { toast } from '../ui/toast/toasts.ts'
import classes from './account.module.css'

/** Who is signed in, with which role, and the way out. */
export function Account() {
  const { name, role } = useSession()
  const signOut = useSignOut()
  return (
    <Menu position="top-start" width={196} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.button}>
          <IconUser size={17} stroke={1.8} aria-hidden />
          <span className={classes.name}>
            <VisuallyHidden>Signed in as</VisuallyHidden>
            {name}
            <small>{role}</small>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconLogout size={15} aria-hidden />}
          onClick={() =>
            signOut.mutate(undefined, {
              onError: (error) => toast({ tone: 'trouble', message: `couldn't sign out: ${asFailure(error).message}` }),
            })
          }
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
