// Subscriptions and tenants: who the signed-in application sees.

import { findSubscription } from '../backup/lookups.ts';
import type { Json, Subscription } from '../state/model.ts';
import { type Answer, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';

const tenantOf = (call: Call) => call.store.setting('tenantId') ?? '';

const view = (call: Call, subscription: Subscription): Json => ({
  id: `/subscriptions/${subscription.id}`,
  authorizationSource: 'RoleBased',
  managedByTenants: [],
  subscriptionId: subscription.id,
  tenantId: tenantOf(call),
  displayName: subscription.name,
  state: 'Enabled',
  subscriptionPolicies: { locationPlacementId: 'Public_2014-09-01', quotaId: 'EnterpriseAgreement_2014-09-01', spendingLimit: 'Off' },
});

const list = (call: Call): Answer => page(call, call.store.list('subscription'), ({ doc }) => view(call, doc));

const get = (call: Call): Answer => {
  const subscription = call.store.get('subscription', param(call, 'sub').toLowerCase());
  return subscription ? ok(view(call, subscription)) : (findSubscription(call) ?? ok({}));
};

const regions = {
  westeurope: 'West Europe',
  northeurope: 'North Europe',
  germanywestcentral: 'Germany West Central',
  swedencentral: 'Sweden Central',
};

const locations = (call: Call): Answer =>
  findSubscription(call) ??
  ok({
    value: Object.entries(regions).map(([name, displayName]) => ({
      id: `/subscriptions/${param(call, 'sub')}/locations/${name}`,
      name,
      type: 'Region',
      displayName,
      regionalDisplayName: `(Europe) ${displayName}`,
      metadata: { regionType: 'Physical', regionCategory: 'Recommended', geographyGroup: 'Europe' },
    })),
  });

const tenants = (call: Call): Answer => {
  const id = tenantOf(call);
  return ok({ value: [{ id: `/tenants/${id}`, tenantId: id, tenantCategory: 'Home', displayName: 'Contoso', countryCode: 'NL' }] });
};

export const subscriptionRoutes: Route[] = [
  route('GET', '/subscriptions', list),
  route('GET', '/subscriptions/{sub}', get),
  route('GET', '/subscriptions/{sub}/locations', locations),
  route('GET', '/tenants', tenants),
];
