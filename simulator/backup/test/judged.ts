// For tests: a signed-in world whose every exchange is remembered, and judged by the published specification where AZURE_SPECS
// names it. Test files end with `test.runIf(specs)('… valid …', async () => expect(await objections()).toEqual([]))`.
import { signedIn } from '../../test/in-process.ts';
import { swaggers } from '../../test/spec.ts';
import { type Exchange, judgeOf } from '../../test/validator.ts';

const all = [
  swaggers.backup,
  'specification/recoveryservices/resource-manager/Microsoft.RecoveryServices/stable/2024-04-01/*.json',
  'specification/recoveryservicesbackup/resource-manager/Microsoft.RecoveryServices/stable/2018-12-20/bms.json',
  'specification/dataprotection/resource-manager/Microsoft.DataProtection/stable/2024-04-01/dataprotection.json',
];

const covered = /\/providers\/Microsoft\.(RecoveryServices|DataProtection)\//i;

export function judged() {
  const said: Exchange[] = [];
  const world = (options: Parameters<typeof signedIn>[0] = {}) => {
    const made = signedIn(options);
    const raw: typeof made.raw = async (method, path, body, headers) => {
      const answer = await made.raw(method, path, body, headers);
      const url = new URL(path, 'https://management.azure.com');
      if (!url.searchParams.has('api-version')) url.searchParams.set('api-version', '2023-06-01');
      const sent = body === undefined ? undefined : JSON.stringify(body);
      if (covered.test(url.pathname)) said.push({ method, url: url.href, body: sent, status: answer.status, answer: answer.text });
      return answer;
    };
    /** Follows the status link of a 202 once its time has come. */
    const settled = async (answer: { status: number; headers: Headers; text: string }, seconds = 60) => {
      if (answer.status !== 202 && answer.status !== 201) throw new Error(`expected 202: ${answer.status} ${answer.text}`);
      made.clock.pass(seconds);
      const link = new URL(answer.headers.get('azure-asyncoperation') ?? '');
      return (await raw('GET', `${link.pathname}${link.search}`)).body;
    };
    return { ...made, raw, settled };
  };
  /** What the specification says against answers, and against requests that the simulator let through. */
  const objections = async () => {
    const judge = await judgeOf(all);
    const found: string[] = [];
    for (const one of said) {
      const against = one.status < 400 ? await judge.pair(one) : [];
      found.push(...against.map((text) => `${one.method} ${one.url}: ${text}`));
    }
    return [...new Set(found)];
  };
  return { world, objections };
}
