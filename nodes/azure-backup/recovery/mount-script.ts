// What Azure hands out to mount a recovery point: a script for Linux, a download for Windows. Both come with a password inside: in the
// script's text, and in the name that the download must have. It is taken out here, because a result stands in the journal.
import { list, object, text, words } from '../answer.ts';

export interface MountScript {
  readonly os: string;
  readonly fileName: string;
  /** The script's text, without its password; null where there is only a download. */
  readonly content: string | null;
  readonly url: string | null;
}

/** With this value in it the script asks for the password when it runs. */
const asksForIt = 'UserInput012345';
const inScript = /(TargetPassword\s*=\s*)"([^"]*)"/;
const initiator = /(InitiatorChapPassword\s*=\s*)"[^"]*"/;
/** In a name the password stands behind the last underscore, after 32 letters of an id. */
const inName = /_([0-9A-Za-z]{32})(.{15})([^_]*)$/;

/** The operation's own properties, or its status around them. */
const scriptsIn = (body: unknown) => {
  const outer = object(body);
  const target = object(outer.recoveryTarget ?? object(outer.properties).recoveryTarget);
  return list(target.clientScripts).map(object);
};

const decoded = (content: unknown): string | null => {
  const base64 = text(content);
  return base64 === null ? null : new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
};

export function mountScripts(body: unknown): MountScript[] {
  const password = mountPassword(body);
  // Wherever else it stands in the text.
  const hidden = (script: string): string => {
    const clean = script.replace(inScript, `$1"${asksForIt}"`).replace(initiator, '$1""');
    return password === null ? clean : clean.replaceAll(password, asksForIt);
  };
  return scriptsIn(body).map(({ scriptContent, scriptExtension, osType, url, scriptNameSuffix }) => {
    const content = decoded(scriptContent);
    return {
      os: words(osType),
      fileName: `${words(scriptNameSuffix).replace(inName, '_$1$3')}${words(scriptExtension)}`,
      content: content === null ? null : hidden(content),
      url: text(url),
    };
  });
}

/** The password, to be handed on at once to where secrets are kept; null when Azure gave none. */
export function mountPassword(body: unknown): string | null {
  for (const { scriptContent, scriptNameSuffix } of scriptsIn(body)) {
    const found = inScript.exec(decoded(scriptContent) ?? '')?.[2] ?? inName.exec(words(scriptNameSuffix))?.[2];
    if (found && found !== asksForIt) return found;
  }
  return null;
}
