// Mail through an SMTP connection. The server's address is checked like every other way out; messages are only ever made from
// plain text, so no content can name a file or a URL to attach.
import type { MailCapability } from '../../nodes/kit/capabilities.ts';
import type { SmtpConnection } from '../../nodes/kit/connection-kinds.ts';
import type { Effect } from '../../nodes/kit/define.ts';
import { type FailureError, fail } from '../../nodes/kit/errors.ts';
import { guardEffect } from './effect-guard.ts';
import type { Egress } from './egress.ts';
import type { Outbox } from './practice.ts';

interface MailDeps {
  readonly egress: Egress;
  readonly outbox: Outbox;
  readonly effect: Effect;
  /** The step's key: it becomes the Message-ID, so a mail sent twice is one for whoever receives it. */
  readonly key: string;
  /** Null: no mail server is chosen, which is enough to practise with. */
  connection(): Promise<SmtpConnection | null>;
}

export function createMail({ egress, outbox, effect, key, connection }: MailDeps): MailCapability {
  return {
    async send({ to, cc = [], subject, text, html }) {
      guardEffect(effect, 'write', 'send a mail');
      const server = await connection();
      const diverted = await outbox.divert(
        { kind: 'mail', to: [...to, ...cc].join(', '), subject, body: html ? { text, html } : { text } },
        server?.host ?? '',
      );
      const messageId = `<${key}@vaultflow>`;
      if (diverted) return { messageId, practice: true };
      if (!server) throw fail('binding_missing', 'This step needs a connection to a mail server.', { refused: true });
      const transport = await open(egress, server);
      try {
        await transport.sendMail({
          from: server.from,
          to: [...to],
          cc: [...cc],
          subject: String(subject),
          text: String(text),
          ...(html ? { html: String(html) } : {}),
          messageId,
        });
        return { messageId };
      } catch (error) {
        throw mailFailure(error, server.host);
      } finally {
        transport.close();
      }
    },
  };
}

/** Used by the connection's test: signs in and says nothing. */
export async function verifyMail(egress: Egress, server: SmtpConnection): Promise<void> {
  const transport = await open(egress, server);
  try {
    await transport.verify();
  } catch (error) {
    throw mailFailure(error, server.host);
  } finally {
    transport.close();
  }
}

async function open(egress: Egress, server: SmtpConnection) {
  const address = await egress.address(server.host, server.port, 'mail');
  const { createTransport } = await import('nodemailer');
  return createTransport({
    host: address,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    tls: { servername: server.host },
    ...(server.user ? { auth: { user: server.user, pass: server.password ?? '' } } : {}),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

function mailFailure(error: unknown, host: string): FailureError {
  const { code = '', responseCode, command } = error as SmtpError;
  const cause = error instanceof Error ? error.message : String(error);
  if (code === 'EAUTH') return fail('mail_failed', `${host} refused the user name or password.`, { cause, refused: true });
  if (code === 'ECONNECTION' || code === 'EDNS' || command === 'CONN')
    return fail('network', `${host} could not be reached.`, { cause, refused: true });
  // The server's word is final; only silence after the message began leaves it open.
  if (responseCode !== undefined)
    return fail('mail_failed', `${host} did not take the message (${responseCode}).`, { cause, refused: true });
  return fail('unanswered', `${host} did not say whether it took the message.`, { cause, unanswered: true });
}
