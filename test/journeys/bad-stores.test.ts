import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, vi } from 'vitest';
import { runProgram, type Environment, type Program } from './program.ts';
import { startStdio } from './stdio-program.ts';
import { it } from './world.ts';

/** Only Linux lets one process take the disk away from another. */
const CAN_FILL_DISKS = process.platform === 'linux';

const PAGE = 4096;

/** Of several pages each. */
const TASKS = 16;

const damages: readonly { readonly name: string; damage(file: string): void }[] = [
  { name: 'its head overwritten', damage: (file) => overwrite(file, 0, Buffer.alloc(100, 'garbage ')) },
  { name: 'cut off within a page', damage: (file) => truncateSync(file, (size(file) >> 1) + 100) },
  { name: 'its schema wiped out', damage: (file) => overwrite(file, 100, Buffer.alloc(PAGE - 100)) },
  {
    name: 'a log that is none',
    damage: (file) => writeFileSync(`${file}-wal`, Buffer.alloc(3 * PAGE, 'garbage ')),
  },
];

describe.concurrent('a store on a bad day', () => {
  it.skipIf(!CAN_FILL_DISKS)(
    'whose disk is full: nothing is accepted that is not stored, and later the same process goes on',
    async ({ world: { env, turns, running }, expect }) => {
      const slowly = '/think 1000 slowly';
      const program = startStdio(env);
      program.call(slowly);
      await running(slowly);
      setSpace(program, 'none');
      program.call('lost?', 3);
      expect(JSON.stringify(await program.reply(3))).toMatch(/store_unavailable.*retryable\\":true.*quota/);
      expect(await program.reply(2)).toMatchObject({ structuredContent: { reply: `ECHO: ${slowly}` } });
      await program.waitFor(/cannot store what became of a task/, 'stderr');
      setSpace(program, 'plenty');
      program.call('again', 4);
      expect(await program.reply(4)).toMatchObject({ structuredContent: { reply: 'ECHO: again' } });
      await vi.waitFor(async () => {
        const { stdout } = await runProgram(['task', 'list', '--json'], env);
        expect(JSON.parse(stdout)).toMatchObject({
          tasks: [{ status: 'completed' }, { status: 'completed' }],
        });
      }, 10_000);
      expect(turns('lost?')).toEqual([]);
      program.process.stdin.end();
      expect(await program.ended).toMatchObject({ code: 0 });
    },
  );

  it.for(damages)(
    'that has $name: refused with a hint, and not a byte of it is changed',
    async ({ damage }, { world: { env }, expect }) => {
      const { file } = await fillStore(env);
      damage(file);
      const before = bytesOf(file);
      const program = startStdio(env);
      program.call('anybody there?');
      const [listed, reply] = await Promise.all([runProgram(['task', 'list'], env), program.reply(2)]);
      expect(listed).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/state\.db\S* (is damaged|is not a database).*Move it away/s),
      });
      expect(JSON.stringify(reply)).toMatch(/store_unavailable.*Move it away/);
      program.process.stdin.end();
      expect(await program.ended).toMatchObject({ code: 0 });
      expect(bytesOf(file)).toEqual(before);
    },
  );

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'in a folder that cannot be written: refused with a hint',
    async ({ world: { env }, expect }) => {
      const { file } = await fillStore(env);
      const folder = env['CLAWBRIDGE_HOME']!;
      chmodSync(file, 0o400);
      chmodSync(folder, 0o500);
      const listed = await runProgram(['task', 'list'], env);
      // Before the folder is removed, which happens ahead of anything a test can register.
      chmodSync(folder, 0o700);
      expect(listed).toMatchObject({ code: 1, stderr: expect.stringMatching(/state\.db.*this user/s) });
    },
  );

  it('with pages destroyed deep inside: whoever meets them is told, the others get their answers', async ({
    world: { env },
    expect,
  }) => {
    const { file, taskIds } = await fillStore(env);
    overwrite(file, Math.floor(size(file) / 2 / PAGE) * PAGE, Buffer.alloc(20 * PAGE));
    const program = startStdio(env);
    for (const [i, task_id] of taskIds.entries())
      program.callTool('openclaw_task_status', { task_id }, 100 + i);
    const replies = await Promise.all(taskIds.map((_, i) => program.reply(100 + i)));
    const broken = replies.filter(({ isError }) => isError).map((reply) => JSON.stringify(reply));
    expect(broken.length).toBeGreaterThan(0);
    expect(broken.length).toBeLessThan(TASKS);
    for (const one of broken) expect(one).toMatch(/state\.db is damaged.*Move it away/);
    program.process.stdin.end();
    expect(await program.ended).toMatchObject({ code: 0 });
  });
});

/** A limit on the size of files is for the process what a full disk is: it cannot write one byte more. */
function setSpace({ process: { pid } }: Program, space: 'none' | 'plenty'): void {
  const limit = space === 'none' ? '0:' : 'unlimited:';
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${limit}`]);
}

/** Tasks enough for a file of some hundred pages, closed in good order. */
async function fillStore(env: Environment): Promise<{ file: string; taskIds: readonly string[] }> {
  const program = startStdio(env);
  const ids = Array.from({ length: TASKS }, (_, i) => i + 2);
  for (const id of ids) program.call(`${id} ${'x'.repeat(9_000)}`, id);
  const replies = await Promise.all(ids.map((id) => program.reply(id)));
  program.process.stdin.end();
  await program.ended;
  return {
    file: join(env['CLAWBRIDGE_HOME']!, 'state.db'),
    taskIds: replies.map((reply) => (reply.structuredContent as { task_id: string }).task_id),
  };
}

function size(file: string): number {
  return statSync(file).size;
}

function overwrite(file: string, at: number, bytes: Buffer): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}

/** What a refused store must keep: the database and its log. An empty log says nothing. */
function bytesOf(file: string): readonly string[] {
  return [file, `${file}-wal`]
    .filter((one) => existsSync(one) && size(one) > 0)
    .map((one) => createHash('sha256').update(readFileSync(one)).digest('hex'));
}
