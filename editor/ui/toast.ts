// Short messages that come and go: `toast({ title })` from anywhere, commands included. What asks for a decision is a dialog.
import { sentenceOf } from './missing-part.ts';

export interface ToastMessage {
  readonly title: string;
  readonly body?: string;
  readonly intent?: 'success' | 'error' | 'warning' | 'info';
  readonly action?: { readonly label: string; readonly run: () => void };
}

type Listener = (message: ToastMessage) => void;

const listeners = new Set<Listener>();
const waiting: ToastMessage[] = [];

export function toast(message: ToastMessage): void {
  if (listeners.size === 0) waiting.push(message);
  for (const listener of listeners) listener(message);
}

/** An error of the server, or of anything, as a toast. */
export const toastError = (title: string, thrown: unknown): void => toast({ title, intent: 'error', body: sentenceOf(thrown) });

export function onToast(listener: Listener): () => void {
  listeners.add(listener);
  for (const message of waiting.splice(0)) listener(message);
  return () => listeners.delete(listener);
}
