// The regions of the practice subscription in pairs: where geo-redundant storage keeps its second copy.
const pairs: [string, string][] = [
  ['westeurope', 'northeurope'],
  ['germanywestcentral', 'germanynorth'],
  ['swedencentral', 'swedensouth'],
  ['francecentral', 'francesouth'],
  ['uksouth', 'ukwest'],
  ['switzerlandnorth', 'switzerlandwest'],
  ['norwayeast', 'norwaywest'],
  ['eastus', 'westus'],
  ['eastus2', 'centralus'],
  ['southeastasia', 'eastasia'],
  ['usgovvirginia', 'usgovtexas'],
  ['chinanorth3', 'chinaeast3'],
];

export const plainRegion = (region: string) => region.replaceAll(' ', '').toLowerCase();

/** The region paired with this one; null where there is none. */
export function pairOf(region: string): string | null {
  const plain = plainRegion(region);
  const found = pairs.find((pair) => pair.includes(plain));
  return found ? (found[0] === plain ? found[1] : found[0]) : null;
}
