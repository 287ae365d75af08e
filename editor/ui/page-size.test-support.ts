// A page of tests has no layout, so nothing has a size and lists would show no rows. This gives every element the size of a panel.
export function givePageSize(width = 900, height = 400): void {
  for (const [name, value] of [
    ['offsetWidth', width],
    ['offsetHeight', height],
    ['clientWidth', width],
    ['clientHeight', height],
  ] as const)
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value });
}
