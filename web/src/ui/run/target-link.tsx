import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { databasesQuery } from '../../api/queries.ts'

/** A target by its name; a database leads to its page. */
export function TargetLink({ stack, target }: { readonly stack: string; readonly target: string }) {
  const { data } = useQuery(databasesQuery())
  const hasPage = data?.some((database) => database.stack === stack && database.target === target)
  return hasPage ? <Link to={`/databases/${stack}/${target}`}>{target}</Link> : target
}
