// Fluent in our clothes: its tokens point at the custom properties of tokens.css, so that a panel of Fluent controls and our own
// markup can never disagree. Sizes are those of the drawings: 13/18 text, radii 6 and 12.
import { type Theme, webDarkTheme, webLightTheme } from '@fluentui/react-components';
import type { ThemeName } from './theme-choice.ts';

const ours: Partial<Theme> = {
  fontFamilyBase: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontFamilyNumeric: 'var(--font)',
  fontSizeBase100: '11px',
  fontSizeBase200: '12px',
  fontSizeBase300: '13px',
  fontSizeBase400: '14px',
  fontSizeBase500: '14px',
  fontSizeBase600: '22px',
  lineHeightBase200: '16px',
  lineHeightBase300: '18px',
  lineHeightBase400: '20px',
  lineHeightBase500: '20px',
  lineHeightBase600: '28px',
  borderRadiusMedium: '6px',
  borderRadiusLarge: '10px',
  borderRadiusXLarge: '12px',
  colorNeutralBackground1: 'var(--panel)',
  colorNeutralBackground1Hover: 'var(--hover)',
  colorNeutralBackground1Pressed: 'var(--line)',
  colorNeutralBackground1Selected: 'var(--hover)',
  colorNeutralBackground2: 'var(--bg)',
  colorNeutralBackground3: 'var(--sunken)',
  colorSubtleBackgroundHover: 'var(--hover)',
  colorSubtleBackgroundPressed: 'var(--line)',
  colorNeutralForeground1: 'var(--ink)',
  colorNeutralForeground1Hover: 'var(--ink)',
  colorNeutralForeground1Pressed: 'var(--ink)',
  colorNeutralForeground2: 'var(--ink)',
  colorNeutralForeground2Hover: 'var(--ink)',
  colorNeutralForeground3: 'var(--ink-2)',
  colorNeutralForeground4: 'var(--ink-3)',
  colorNeutralStroke1: 'var(--line-strong)',
  colorNeutralStroke1Hover: 'var(--ink-3)',
  colorNeutralStroke2: 'var(--line)',
  colorNeutralStroke3: 'var(--line)',
  colorNeutralStrokeAccessible: 'var(--line-strong)',
  colorNeutralStrokeAccessibleHover: 'var(--ink-3)',
  colorBrandBackground: 'var(--accent-fill)',
  colorBrandBackgroundHover: 'var(--accent-fill-hover)',
  colorBrandBackgroundPressed: 'var(--accent-fill-hover)',
  colorNeutralForegroundOnBrand: 'var(--on-accent)',
  colorCompoundBrandBackground: 'var(--accent)',
  colorCompoundBrandStroke: 'var(--accent)',
  colorCompoundBrandForeground1: 'var(--accent-ink)',
  colorBrandForeground1: 'var(--accent-ink)',
  colorBrandForegroundLink: 'var(--accent-ink)',
  colorPaletteRedForeground1: 'var(--red-ink)',
  colorStrokeFocus1: 'var(--panel)',
  colorStrokeFocus2: 'var(--accent)',
};

/** What Fluent's dark theme leaves faint: in high contrast even what cannot be used now can be read. */
const strong: Partial<Theme> = {
  colorNeutralForegroundDisabled: 'var(--ink-3)',
  colorNeutralStrokeDisabled: 'var(--line)',
  colorNeutralBackgroundDisabled: 'var(--bg)',
  colorTransparentStroke: 'var(--line-strong)',
  colorBackgroundOverlay: 'rgb(0 0 0 / 75%)',
};

export const fluentThemes: { readonly [N in ThemeName]: Theme } = {
  light: { ...webLightTheme, ...ours },
  dark: { ...webDarkTheme, ...ours },
  'high-contrast': { ...webDarkTheme, ...ours, ...strong },
};
