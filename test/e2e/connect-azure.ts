// Makes a connection to Azure in its form, as a person does: an app registration in a cloud of one's own, tested at once.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { SimulatorProcess } from './simulator-process.ts';

export async function connectAzure(page: Page, origin: string, azure: SimulatorProcess, name: string): Promise<void> {
  const field = (id: string) => page.getByTestId(`field-${id}`);
  const fill = (id: string, value: string) => field(id).locator('input, textarea').first().fill(value);
  /** An entry of a select field, native or drawn. */
  const choose = async (id: string, label: string) => {
    const select = field(id).locator('select');
    if ((await select.count()) > 0) {
      await select.selectOption({ label });
      return;
    }
    await field(id).getByRole('combobox').or(field(id).getByRole('button')).first().click();
    await page.getByRole('option', { name: label }).click();
  };
  await page.getByTestId('home-headline').waitFor();
  await page.goto(`${origin}/connections`);
  await page.getByTestId('new-connection').first().click();
  await page.getByTestId('connection-kind-azure').click();
  await page.getByTestId('connection-name').locator('input').or(page.locator('input[data-testid="connection-name"]')).first().fill(name);
  await choose('credential', 'App registration with client secret');
  await choose('cloud', 'Other');
  await fill('tenantId', azure.tenantId);
  await fill('clientId', azure.clientId);
  await fill('clientSecret', azure.clientSecret);
  await fill('endpoint', azure.origin);
  await fill('authority', azure.origin);
  const more = page.getByRole('dialog').getByRole('button', { name: /^More/ });
  if ((await more.count()) > 0) await more.click();
  await fill('ca', azure.ca);
  await page.getByTestId('save-and-test-connection').click();
  const answer = page.getByTestId('test-answer');
  await expect.poll(() => answer.textContent(), { timeout: 20_000 }).toContain('Contoso practice');
  expect(await answer.textContent()).toMatch(/vault/i);
}
