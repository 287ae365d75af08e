// What browsers are told beside every answer: nothing may run, frame, embed or be guessed unless it is named here. The editor's page
// gets a nonce of its own for the styles that its component library makes; no page may run a script that is not a file of ours.
import type { Response } from 'express';
import helmet from 'helmet';

/** Beside every answer. Pages and frames put their own policy in the place of the first. */
export const everywhere: readonly (readonly [name: string, value: string])[] = Object.entries({
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // Only features that Chromium knows: it warns of every other one on every page.
  'Permissions-Policy':
    'accelerometer=(), autoplay=(), camera=(), clipboard-read=(self), clipboard-write=(self), display-capture=(), ' +
    'fullscreen=(self), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), ' +
    'publickey-credentials-get=(self), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  // For browsers that do not know frame-ancestors.
  'X-Frame-Options': 'DENY',
});

/** Name of the editor's only Trusted Types policy: addresses of its own workers. */
const TRUSTED_TYPES = 'vaultflow';

/** The editor's page; `response.locals.nonce` is the page's own. */
export const editorPolicy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", (_request, response) => `'nonce-${String((response as Response).locals.nonce)}'`],
    imgSrc: ["'self'", 'data:', 'blob:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    workerSrc: ["'self'"],
    frameSrc: ["'self'"],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: [TRUSTED_TYPES],
  },
});

/** HTML that somebody else has written, shown inside the editor: it may look like something, and do nothing. */
export const foreignPage = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
  'X-Frame-Options': 'SAMEORIGIN',
} as const;

/** What a flow answers to whoever calls its webhook: for machines, and of no origin when a browser shows it. */
export const machineAnswer = { 'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox" } as const;
