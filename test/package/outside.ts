/** The variables of our own environment that would lead npm and the command back to this checkout, taken away; and the machine's own PATH. */
export const outside: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => /^(npm_|INIT_CWD$|NODE$|NODE_|VITEST|UPKEEP_)/i.test(name))
      .map((name) => [name, undefined]),
  ),
  PATH: (process.env['PATH'] ?? '')
    .split(':')
    .filter((folder) => !folder.includes('node_modules'))
    .join(':'),
  npm_config_prefer_offline: 'true',
}
