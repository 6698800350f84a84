import { IconChevronDown } from '@tabler/icons-react'
import { createElement } from 'react'
import { createTheme, localStorageColorSchemeManager, type CSSVariablesResolver } from '@mantine/core'

/** Follows the system until somebody chooses; public/scheme.js reads the same key before the first paint. */
export const schemeManager = localStorageColorSchemeManager({ key: 'upkeep-color-scheme' })

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 8, dark: 7 },
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  defaultRadius: 'sm',
  radius: { xs: '4px', sm: '6px', md: '10px', lg: '14px', xl: '20px' },
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  colors: {
    petrol: ['#eaf6f8', '#d3ebef', '#a6d6de', '#62c8d9', '#4aaebf', '#2e93a5', '#1d7f91', '#127081', '#0b6172', '#064a58'],
    // For what destroys: white words on it are readable in both schemes.
    red: ['#fdecea', '#fbd5d1', '#f5a79f', '#ff8a80', '#e5675b', '#d64a3d', '#c93a2d', '#c0302a', '#b42318', '#8f1a11'],
    // Mantine's own parts in the dark: from the text down to the page.
    dark: ['#e7eaee', '#c9d0d8', '#9ba6b3', '#6b7683', '#3d4651', '#272d35', '#1d2228', '#15191e', '#0e1114', '#080a0c'],
  },
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Tooltip: {
      defaultProps: { withArrow: true, multiline: true, maw: 340, openDelay: 250, events: { hover: true, focus: true, touch: true } },
    },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45, blur: 2 } },
      styles: { title: { fontSize: 16, fontWeight: 650 } },
    },
    InputWrapper: { styles: { label: { marginBottom: 4 }, description: { marginBottom: 6, fontSize: 12 } } },
    NativeSelect: { defaultProps: { rightSection: createElement(IconChevronDown, { size: 15, stroke: 1.8, 'aria-hidden': true }) } },
  },
})

/** Ties Mantine's own roles to ours in both schemes. */
export const variables: CSSVariablesResolver = () => {
  const roles = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--dim)',
    '--mantine-color-placeholder': 'var(--dim)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-error': 'var(--trouble)',
  }
  return { variables: {}, light: roles, dark: roles }
}
