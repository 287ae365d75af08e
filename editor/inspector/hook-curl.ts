// A line for a shell that calls a webhook as it wants to be called, with nothing but curl and openssl. Pure text.
const BODY = `'{"vault":"vault-weu-prod"}'`;

/** Standard Webhooks: id, time and body are signed with the bytes that stand behind `whsec_`. */
const standardLine = (url: string, secret: string): string =>
  [
    `body=${BODY}; id=msg_$(date +%s)_$$; at=$(date +%s)`,
    `key=$(printf %s '${secret}' | sed 's/^whsec_//' | openssl base64 -d -A | od -An -vtx1 | tr -d ' \\n')`,
    `signature=$(printf %s "$id.$at.$body" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -binary | openssl base64 -A)`,
    `curl -X POST ${url} -H 'content-type: application/json' -H "webhook-id: $id" -H "webhook-timestamp: $at" -H "webhook-signature: v1,$signature" -d "$body"`,
  ].join('\n');

export function curlLine(url: string, auth: string, secret: string | null): string {
  const known = secret ?? '<secret>';
  if (auth === 'standard') return standardLine(url, known);
  if (auth === 'hmac')
    return `curl -X POST ${url} -H 'content-type: application/json' -H "x-hub-signature-256: sha256=$(printf %s ${BODY} | openssl dgst -sha256 -hmac '${known}' | sed 's/^.* //')" -d ${BODY}`;
  const header = auth === 'token' ? ` -H 'authorization: Bearer ${known}'` : '';
  return `curl -X POST ${url}${header} -H 'content-type: application/json' -d ${BODY}`;
}
