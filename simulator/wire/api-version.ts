// Which api-version a request may name. For Recovery Services the published stable versions and the previews that the Azure
// CLI and the service's own links use; for other providers any version of the usual form.
import { type Answer, refuse } from './answer.ts';

const recoveryServices = (
  '2016-06-01 2016-08-10 2016-12-01 2017-07-01 2018-01-10 2018-07-10 2018-12-20 2019-05-13 2019-06-15 2020-02-02 2020-10-01 ' +
  '2020-12-01 2021-01-01 2021-02-01 2021-02-10 2021-03-01 2021-04-01 2021-06-01 2021-07-01 2021-08-01 2021-10-01 2021-12-01 ' +
  '2022-01-01 2022-02-01 2022-03-01 2022-04-01 2022-06-01 2022-08-01 2022-09-01 2022-09-10 2022-10-01 2023-01-01 2023-02-01 ' +
  '2023-04-01 2023-06-01 2023-08-01 2024-01-01 2024-02-01 2024-04-01 2024-10-01 2025-02-01 2025-08-01'
).split(' ');
const previews = ['2019-05-13-preview', '2021-11-01-preview', '2022-09-01-preview', '2022-09-30-preview', '2023-01-15-preview'];
const wellFormed = /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(-preview)?$/;

export function checkApiVersion(version: string | undefined, path: string): Answer | null {
  if (!version) {
    return refuse(400, 'MissingApiVersionParameter', 'The api-version query parameter (?api-version=) is required for all requests.');
  }
  if (!wellFormed.test(version)) {
    const known = recoveryServices.join(',');
    return refuse(400, 'InvalidApiVersionParameter', `The api-version '${version}' is invalid. The supported versions are '${known}'.`);
  }
  // The innermost provider counts: a lock on a vault has the versions of locks.
  const backup = /\/providers\/Microsoft\.RecoveryServices\b(?!.*\/providers\/)/i.test(path);
  if (!backup || recoveryServices.includes(version) || previews.includes(version)) return null;
  return refuse(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for API version '${version}' for type 'vaults'. The supported api-versions are '${recoveryServices.join(', ')}'.`,
  );
}
