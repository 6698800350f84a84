import { ActionIcon, Tooltip, useMantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'

const order = { auto: 'light', light: 'dark', dark: 'auto' } as const
const looks = {
  auto: { icon: IconDeviceDesktop, words: 'as the system' },
  light: { icon: IconSun, words: 'light' },
  dark: { icon: IconMoon, words: 'dark' },
} as const

/** Goes round: as the system, light, dark. */
export function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { icon: Glyph, words } = looks[colorScheme]
  return (
    <Tooltip label={`Colours: ${words}`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="dimmed"
        aria-label={`Colours: ${words}; change`}
        onClick={() => setColorScheme(order[colorScheme])}
      >
        <Glyph size={17} stroke={1.8} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
