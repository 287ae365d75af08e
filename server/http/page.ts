// Pages that the server writes itself, for people who come from outside the editor: plain HTML and one style sheet. No script can
// run in them, so nothing they show can reach what the editor keeps in the browser. Text is escaped; nothing is passed through.
import { createHash } from 'node:crypto';
import type { Response } from 'express';

const css = `
:root{color-scheme:light dark;--back:#f5f5f5;--card:#fff;--text:#242424;--soft:#616161;--line:#d1d1d1;--field:#616161;--main:#0f6cbd;--on:#fff;--bad:#b10e1c;--bad-back:#fdf3f4}
@media (prefers-color-scheme:dark){:root{--back:#1f1f1f;--card:#292929;--text:#fff;--soft:#adadad;--line:#525252;--field:#adadad;--main:#115ea3;--on:#fff;--bad:#eeacb2;--bad-back:#3b0509}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:16px/1.5 "Segoe UI",system-ui,sans-serif}
main{max-width:640px;margin:6vh auto;padding:32px;background:var(--card);border:1px solid var(--line);border-radius:8px}
h1{margin:0 0 8px;font-size:24px;line-height:1.3}
p{margin:0 0 16px}
.intro,pre{white-space:pre-wrap;overflow-wrap:anywhere}
pre{margin:0 0 16px;padding:12px;border:1px solid var(--line);border-radius:4px;font:14px/1.5 Consolas,monospace}
.field{margin:0 0 20px;border:0;padding:0;min-width:0}
label,legend{display:block;font-weight:600;padding:0}
.check label,.several label{display:flex;gap:8px;align-items:baseline;font-weight:400}
.check label{font-weight:600}
.about{margin:0 0 4px;color:var(--soft);font-size:14px}
.wrong{margin:4px 0 0;color:var(--bad);font-size:14px;font-weight:600}
.must{color:var(--soft);font-weight:400;font-size:14px}
input:not([type=checkbox]),select,textarea{width:100%;min-height:40px;padding:8px 10px;border:1px solid var(--field);border-radius:4px;background:var(--card);color:inherit;font:inherit}
textarea{min-height:96px}
[aria-invalid=true]{border-color:var(--bad)!important;border-width:2px!important}
.summary{margin:0 0 24px;padding:12px 16px;border:2px solid var(--bad);border-radius:4px;background:var(--bad-back)}
.summary ul{margin:4px 0 0;padding-left:20px}
.summary a{color:inherit}
button{min-height:44px;padding:8px 24px;border:1px solid transparent;border-radius:4px;background:var(--main);color:var(--on);font:inherit;font-weight:600;cursor:pointer}
a{color:var(--main)}
@media (prefers-color-scheme:dark){a{color:#479ef5}}
:focus-visible{outline:3px solid #479ef5;outline-offset:2px}
@media (max-width:680px){main{margin:0;min-height:100vh;border:0;border-radius:0;padding:24px 16px}}
`;

const styleHash = createHash('sha256').update(css).digest('base64');

const headers = {
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // Not no-referrer: browsers would then send the form with the origin "null", which is nobody's.
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
  'X-Robots-Tag': 'noindex',
};

const entities: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For element content and for attribute values in quotes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] as string);

/** `content` is HTML. */
export function sendPage(response: Response, status: number, title: string, content: string): void {
  response
    .status(status)
    .set(headers)
    .type('text/html; charset=utf-8')
    .end(
      `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${css}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`,
    );
}

/** A page with a heading and a sentence. */
export const sendNotice = (response: Response, status: number, title: string, sentence: string, more = ''): void =>
  sendPage(response, status, title, `<h1>${escaped(title)}</h1>\n<p>${escaped(sentence)}</p>\n${more}`);
