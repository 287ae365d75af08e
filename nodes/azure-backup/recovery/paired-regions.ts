// The region in which geo-redundant storage keeps the second copy of a vault, as the Azure tools know it: where a cross-region restore
// happens. A vault in a region without a pair cannot be restored elsewhere.

/** Both ways unless the pair is named the other way round too. */
const pairs: readonly (readonly [string, string])[] = [
  ['eastasia', 'southeastasia'],
  ['australiaeast', 'australiasoutheast'],
  ['australiacentral', 'australiacentral2'],
  ['canadacentral', 'canadaeast'],
  ['chinaeast', 'chinanorth'],
  ['chinaeast2', 'chinanorth2'],
  ['chinaeast3', 'chinanorth3'],
  ['northeurope', 'westeurope'],
  ['francecentral', 'francesouth'],
  ['germanywestcentral', 'germanynorth'],
  ['centralindia', 'southindia'],
  ['japaneast', 'japanwest'],
  ['koreacentral', 'koreasouth'],
  ['eastus', 'westus'],
  ['eastus2', 'centralus'],
  ['northcentralus', 'southcentralus'],
  ['westus2', 'westcentralus'],
  ['westus3', 'eastus'],
  ['norwayeast', 'norwaywest'],
  ['southafricanorth', 'southafricawest'],
  ['swedencentral', 'swedensouth'],
  ['switzerlandnorth', 'switzerlandwest'],
  ['uksouth', 'ukwest'],
  ['uaenorth', 'uaecentral'],
  ['usdodeast', 'usdodcentral'],
  ['usgovarizona', 'usgovtexas'],
  ['usgovvirginia', 'usgovtexas'],
];

/** Paired one way only. */
const oneWay: { readonly [region: string]: string } = { brazilsouth: 'southcentralus', westindia: 'southindia' };

/** `West Europe` and `westeurope` are the same. */
export const plainRegion = (region: string): string => region.replaceAll(' ', '').toLowerCase();

export function pairedRegion(region: string): string | null {
  const plain = plainRegion(region);
  const forth = pairs.find(([from]) => from === plain);
  const back = pairs.find(([, to]) => to === plain);
  return oneWay[plain] ?? forth?.[1] ?? back?.[0] ?? null;
}
