// Signing in to Azure, in all the ways that a connection offers. Tokens stay inside @azure/identity; nothing here reads one.
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { DeviceCodeCredential, TokenCredential } from '@azure/identity';
import type { AzureConnection } from '../../../nodes/kit/connection-kinds.ts';
import { fail } from '../../../nodes/kit/errors.ts';
import type { PracticeAzure } from '../contract.ts';
import type { Cloud } from './clouds.ts';
import { loadSdk } from './sdk.ts';

interface SignIn {
  readonly connection: AzureConnection;
  readonly cloud: Cloud;
  readonly httpClient: HttpClient;
  readonly practice: PracticeAzure | null;
  /** Told what to type where, for the device code. */
  onPrompt(message: string): void;
}

export async function credentialOf({ connection, cloud, httpClient, practice, onPrompt }: SignIn): Promise<TokenCredential> {
  const { identity } = await loadSdk();
  const options = { authorityHost: cloud.authority, httpClient, ...(cloud.custom ? { disableInstanceDiscovery: true } : {}) };
  const { tenantId, clientId, clientSecret, clientCertificate } = connection;
  switch (connection.credential) {
    case 'practice': {
      if (!practice) throw fail('connection_invalid', 'The practice subscription is not there.', { refused: true });
      return new identity.ClientSecretCredential(practice.tenantId, practice.clientId, practice.clientSecret, options);
    }
    case 'clientSecret':
      return new identity.ClientSecretCredential(tenantId ?? '', clientId ?? '', clientSecret ?? '', options);
    case 'clientCertificate':
      return new identity.ClientCertificateCredential(tenantId ?? '', clientId ?? '', { certificate: clientCertificate ?? '' }, options);
    case 'workloadIdentity':
      return new identity.WorkloadIdentityCredential({ ...options, ...(tenantId ? { tenantId } : {}), ...(clientId ? { clientId } : {}) });
    case 'deviceCode':
      return personal(
        new identity.DeviceCodeCredential({
          ...options,
          ...(tenantId ? { tenantId } : {}),
          ...(clientId ? { clientId } : {}),
          // A step at night must not wait for a person: only the connection's test asks for the code.
          disableAutomaticAuthentication: true,
          userPromptCallback: ({ message }) => onPrompt(message),
        }),
      );
    // These two talk to this machine itself (the metadata address, the az command), which no flow may: they keep the library's
    // own transport, and nothing but sign-in goes through it.
    case 'managedIdentity':
      return clientId ? new identity.ManagedIdentityCredential({ clientId }) : new identity.ManagedIdentityCredential();
    case 'azureCli':
      return new identity.AzureCliCredential(tenantId ? { tenantId } : {});
  }
}

/** A person signs in once; tokens come from that afterwards. */
export interface PersonalCredential extends TokenCredential {
  /** Resolves when the person has typed the code; rejects when nobody did in time. */
  signIn(scope: string, signal: AbortSignal): Promise<void>;
}

/**
 * The library keeps tokens that may be revoked early (continuous access evaluation, what its pipelines ask for) apart from others:
 * a sign-in for the one kind is none for the other. So all of ours are of the first kind.
 */
function personal(credential: DeviceCodeCredential): PersonalCredential {
  return {
    getToken: (scopes, options) => credential.getToken(scopes, { ...options, enableCae: true }),
    async signIn(scope, abortSignal) {
      await credential.authenticate(scope, { abortSignal, enableCae: true });
    },
  };
}
