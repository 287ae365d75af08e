// All icons as one inline SVG sprite; <Icon name> only points into it, so a thousand cards cost a thousand <use> and no paths.
// An unknown name (a node type of a newer server) shows the plain flow icon.
import { memo } from 'react';
import { iconDrawings, type WindowIconName } from './icon-drawings.ts';

/** Mounted once, at the root of the window. */
export const IconSprite = memo(function IconSprite() {
  return (
    <svg width={0} height={0} style={{ position: 'absolute' }} aria-hidden="true" focusable="false">
      {Object.entries(iconDrawings).map(([name, drawing]) => (
        <symbol key={name} id={`icon-${name}`} viewBox="0 0 24 24" fill="none" stroke="currentColor">
          <path d={drawing} strokeWidth={1.75} strokeLinecap="round" strokeLinejoin="round" />
        </symbol>
      ))}
    </svg>
  );
});

interface IconProps {
  readonly name: WindowIconName | (string & {});
  readonly size?: number;
  readonly className?: string;
  /** Only where no word stands beside it. */
  readonly label?: string;
}

export const Icon = memo(function Icon({ name, size = 20, className, label }: IconProps) {
  const known = Object.hasOwn(iconDrawings, name) ? name : 'flow';
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden beside its word
    <svg
      width={size}
      height={size}
      className={className}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
      focusable="false"
    >
      <use href={`#icon-${known}`} />
    </svg>
  );
});
