// The two pages that windows open on, home and a flow: their code, and the types of steps, come while the server still says who is
// signed in. A page whose code is here is drawn at once: React lets a page that it had to wait for stand back for another 300 ms.
import { type ComponentType, lazy } from 'react';
import { fetchNodeTypes } from './api.ts';

function latePage(load: () => Promise<ComponentType>) {
  let here: ComponentType | null = null;
  let coming: Promise<ComponentType> | null = null;
  const fetch = () => {
    coming ??= load().then((page) => {
      here = page;
      return page;
    });
    return coming;
  };
  const Page = lazy(() => (here ? atOnce({ default: here }) : fetch().then((page) => ({ default: page }))));
  return { Page, fetch };
}

/** A promise that has been kept: who asks is told in the same breath. */
const atOnce = <T>(value: T): Promise<T> =>
  // biome-ignore lint/suspicious/noThenProperty: that is the point; React asks for nothing else
  ({ then: (resolve: (value: T) => void) => resolve(value) }) as unknown as Promise<T>;

const home = latePage(async () => (await import('./pages/HomePage.tsx')).HomePage);
const flow = latePage(async () => (await import('./pages/FlowPage.tsx')).FlowPage);

export const HomePage = home.Page;
export const FlowPage = flow.Page;

/** Settled when the page that this window opens on can be drawn, or cannot be read (which it says itself); null: another page. */
export const opening: Promise<unknown> | null = typeof location === 'undefined' ? null : open();

function open(): Promise<unknown> | null {
  if (location.hash !== '') return null;
  const onFlow = /^\/flows\/[^/]/.test(location.pathname);
  if (onFlow) void fetchNodeTypes();
  const page = onFlow ? flow : location.pathname === '/' ? home : null;
  return page?.fetch().catch(() => undefined) ?? null;
}
