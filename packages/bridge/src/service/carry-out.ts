import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../domain/failure.ts';
import type { CopyStep, RunStep, ServicePlan, ServiceStep, WriteStep } from '../domain/service-plan.ts';
import type { Machine } from './machine.ts';

const BETWEEN_TRIES_MS = 1_000;

/** Does a plan, step by step, and stops at the first one that fails. Errors: `service_failed`, `config_invalid`. */
export async function carryOut(plan: ServicePlan, machine: Machine): Promise<void> {
  for (const step of plan) await carryOutStep(step, machine);
}

async function carryOutStep(step: ServiceStep, machine: Machine): Promise<void> {
  switch (step.kind) {
    case 'write':
      return onDisk(step.file, () => writeWhole(step));
    case 'copy':
      return onDisk(step.file, () => copy(step));
    case 'remove':
      return onDisk(step.file, () => rmSync(step.file, { force: true }));
    case 'run':
      return await runStep(step, machine);
  }
}

function onDisk(file: string, act: () => void): void {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
    throw new Failure('service_failed', `${file} cannot be changed (${code}).`, {
      hint: 'See who may write there.',
      cause: thrown,
    });
  }
}

/** As a whole or not at all, so that no service manager reads half of it. Others may read it: there is no secret in it. */
function writeWhole({ file, content, encoding }: WriteStep): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, encoding === 'utf16le' ? `\u{feff}${content}` : content, { encoding });
  chmodSync(draft, 0o644);
  renameSync(draft, file);
}

function copy({ from, file, sha256 }: CopyStep): void {
  const content = readFileSync(from);
  if (createHash('sha256').update(content).digest('hex') !== sha256)
    throw new Failure('config_invalid', `${from} is not the file it was: its SHA-256 is another one.`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content, { mode: 0o755 });
}

async function runStep(step: RunStep, machine: Machine): Promise<void> {
  const { argv, mayFail = false, tries = 1, isLeft = false, hint } = step;
  if (isLeft) return await machine.leave(argv);
  const ran = await machine.run(argv);
  if (ran.code === 0 || mayFail) return;
  if (tries > 1) {
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS));
    return await runStep({ ...step, tries: tries - 1 }, machine);
  }
  const said = (ran.stderr.trim() || ran.stdout.trim()).split(/\r?\n/).at(-1) ?? '';
  throw new Failure(
    'service_failed',
    `\`${argv.join(' ')}\` ended with exit code ${ran.code}${said === '' ? '.' : `: ${said}`}`,
    { hint },
  );
}
