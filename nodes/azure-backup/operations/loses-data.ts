// Operations whose method does not say that something is lost: the body does. A restore over what is there, a move of all data, soft
// delete switched off.
import type { Json } from '../../kit/json.ts';

const overwrites =
  /"(recoveryType":"OriginalLocation|overwriteOption":"Overwrite|copyOptions":"Overwrite|restoreRequestType":"Overwrite)"/i;
const unprotects = /"(softDeleteFeatureState|enhancedSecurityState)":"Disabled"/i;

const bodies: { readonly [operation: string]: RegExp } = {
  BMSTriggerDataMove: /./,
  Restores_Trigger: overwrites,
  BackupResourceVaultConfigs_Put: unprotects,
  BackupResourceVaultConfigs_Update: unprotects,
};

export const losesData = (operation: unknown, body: Json | undefined): boolean =>
  typeof operation === 'string' && Object.hasOwn(bodies, operation) && (bodies[operation] as RegExp).test(JSON.stringify(body ?? ' '));
