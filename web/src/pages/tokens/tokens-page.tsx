import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { IconKey, IconLock, IconPlus } from '@tabler/icons-react'
import { tokensQuery } from '../../api/queries.ts'
import { mayDo, useSession } from '../../api/session.ts'
import type { Token } from '../../api/types.ts'
import { Empty } from '../../ui/layout/empty.tsx'
import { Loaded } from '../../ui/layout/loaded.tsx'
import { Page } from '../../ui/layout/page.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { CreateToken } from './create-token.tsx'
import { TokenRow } from './token-row.tsx'

const below = 'Who may use Upkeep, over this page, the API and the command line. Only a token’s hash is kept.'

export function TokensPage() {
  const { role } = useSession()
  if (mayDo(role, 'admin')) return <Tokens />
  return (
    <Page title="Tokens" below={below}>
      <Panel>
        <Empty icon={IconLock} title="Tokens are an admin's business">
          Your token has the role {role}. Ask an admin for another one.
        </Empty>
      </Panel>
    </Page>
  )
}

function Tokens() {
  const query = useQuery(tokensQuery())
  const [creating, creation] = useDisclosure()
  return (
    <Page
      title="Tokens"
      below={below}
      actions={
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={creation.open}>
          New token
        </Button>
      }
    >
      <Loaded query={query} what="the tokens" lines={4}>
        {(tokens) => <TokenList tokens={tokens} />}
      </Loaded>
      <CreateToken opened={creating} close={creation.close} />
    </Page>
  )
}

function TokenList({ tokens }: { readonly tokens: readonly Token[] }) {
  return (
    <Panel flush>
      {tokens.length === 0 ? (
        <Empty icon={IconKey} title="There is no token" />
      ) : (
        <ul>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </ul>
      )}
    </Panel>
  )
}
