import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from '../journeys/program.ts';
import { startPeer } from './peer.ts';

/** One check of a scenario, as the suite writes it down. */
export interface Check {
  readonly scenario: string;
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  readonly errorMessage?: string;
}

export interface ConformanceRun {
  /** 0 when all that counts has passed. */
  readonly code: number | null;
  readonly scenarios: readonly string[];
  readonly checks: readonly Check[];
}

const SUITE = '@modelcontextprotocol/conformance/dist/index.js';

/** Lets the MCP conformance suite judge the server at `url`. */
export async function runConformance(url: string, args: readonly string[]): Promise<ConformanceRun> {
  return await judge(['server', '--url', url, ...args]);
}

export interface JudgedIssuer {
  readonly issuer: string;
  readonly resource: string;
  readonly clientId: string;
  /** On 127.0.0.1, where the suite waits at `/callback`. */
  readonly port: number;
}

/** Lets it judge an authorization server. `open` is what a person would do with the address it prints. */
export async function runAuthorizationConformance(
  { issuer, resource, clientId, port }: JudgedIssuer,
  open: (address: string) => Promise<unknown>,
): Promise<ConformanceRun> {
  const args = ['--url', issuer, '--resource', resource, '--client-id', clientId, '-p', String(port)];
  return await judge(['authorization', ...args], async (program) => {
    await program.waitFor(/Callback server started/);
    const [address = ''] = await program.waitFor(/^http\S+[?&]client_id=\S+$/m);
    await open(address);
  });
}

async function judge(
  command: readonly string[],
  meanwhile: (program: Program) => Promise<void> = async () => {},
): Promise<ConformanceRun> {
  const folder = mkdtempSync(join(tmpdir(), 'clawbridge-conformance-'));
  try {
    const program = startPeer(SUITE, [...command, '--output-dir', folder], folder);
    await meanwhile(program);
    const { code, stdout, stderr } = await program.ended;
    const scenarios = readdirSync(folder).filter((name) => scenarioOf(name) !== '');
    if (scenarios.length === 0) throw new Error(`No results: ${`${stdout}\n${stderr}`.slice(-1000)}`);
    return {
      code,
      scenarios: scenarios.map(scenarioOf),
      checks: scenarios.flatMap((name) => readChecks(join(folder, name), scenarioOf(name))),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From the name of a results folder: `server-ping-2026-11-21T02-28-16-452Z`. */
function scenarioOf(folder: string): string {
  return /^(?:authorization-)?server-(.+)-\d{4}-\d{2}-\d{2}T/.exec(folder)?.[1] ?? '';
}

function readChecks(folder: string, scenario: string): Check[] {
  const checks = JSON.parse(readFileSync(join(folder, 'checks.json'), 'utf8')) as Omit<Check, 'scenario'>[];
  return checks.map((check) => ({ ...check, scenario }));
}

/** Why a check need not succeed, by its id. */
export type Excuses = Readonly<Record<string, string>>;

/** One line for each check that did not succeed and has no excuse, and for each excuse that nothing needed. */
export function complaints(checks: readonly Check[], excuses: Excuses = {}): string[] {
  const unmet = checks.filter(({ status }) => status !== 'SUCCESS' && status !== 'INFO');
  const needless = Object.keys(excuses).filter((id) => unmet.every((check) => check.id !== id));
  return [
    ...unmet.filter(({ id }) => !(id in excuses)).map(line),
    ...needless.map((id) => `${id} needs no excuse`),
  ];
}

function line({ scenario, id, status, errorMessage = '' }: Check): string {
  return `${status} ${scenario} ${id} ${errorMessage.slice(0, 300)}`.trim();
}
