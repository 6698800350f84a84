import { Button } from '@mantine/core'
import classes from './more.module.css'

type Query = { readonly hasNextPage: boolean; readonly isFetchingNextPage: boolean; readonly fetchNextPage: () => unknown }

/** The next part of a long list. */
export function More({ query, words }: { readonly query: Query; readonly words: string }) {
  if (!query.hasNextPage) return null
  return (
    <div className={classes.more}>
      <Button variant="default" size="sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {words}
      </Button>
    </div>
  )
}
