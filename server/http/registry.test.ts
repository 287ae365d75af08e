import express from 'express';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { route } from '../../nodes/kit/wire/route.ts';
import { routes } from '../../nodes/kit/wire/routes.ts';
import { bindRoutes, type RegistryOptions } from './registry.ts';

const options = { identity: { who: () => null }, origin: { checkOrigin: () => undefined } } as unknown as RegistryOptions;
const ping = route({ method: 'GET', path: '/api/ping', access: 'viewer', tag: 'x', summary: 'x', answer: z.object({ ok: z.boolean() }) });
const handler = () => ({ ok: true });

describe('the registry', () => {
  test('refuses to start when a route has no handler', () => {
    expect(() => bindRoutes(express(), { ping }, {}, options)).toThrow('no handler for the routes ping');
    expect(() => bindRoutes(express(), { ping }, { ping: undefined }, options)).toThrow('no handler for the routes ping');
  });

  test('refuses to start when a handler belongs to no declared route', () => {
    expect(() => bindRoutes(express(), { ping }, { ping: handler as never, secretDoor: handler as never }, options)).toThrow(
      'no route for the handlers secretDoor',
    );
  });

  test('starts when both are there', () => {
    expect(() => bindRoutes(express(), { ping }, { ping: handler as never }, options)).not.toThrow();
  });
});

describe('the declared routes', () => {
  const all = Object.entries(routes);

  test('no two share method and path', () => {
    const names = all.map(([, { method, path }]) => `${method} ${path}`);
    expect(new Set(names).size).toBe(names.length);
  });

  const signingIn = ['signInWays', 'signIn', 'startProviderSignIn', 'endProviderSignIn', 'readInvitation', 'acceptInvitation'];

  test('only health, the API description, sign-in and the doors that ask for their own proof are open to everybody', () => {
    expect(
      all
        .filter(([, { access }]) => access === 'public')
        .map(([name]) => name)
        .sort(),
    ).toEqual(
      [
        'callback',
        'createSession',
        'health',
        'hook',
        'incomingEvent',
        'live',
        'openApi',
        'ready',
        'sendForm',
        'showForm',
        ...signingIn,
      ].sort(),
    );
  });

  test('whatever changes something needs more than a viewer', () => {
    // What a favourite is, is everybody's own.
    const reading = new Set(['createToken', 'nodeChoices', 'checkFlow', 'deleteSession', 'createSession', 'hook', 'favourFlow']);
    expect(all.filter(([name, r]) => r.method !== 'GET' && !reading.has(name) && r.access === 'viewer').map(([name]) => name)).toEqual([]);
  });
});
