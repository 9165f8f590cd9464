import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import type { ServiceHost } from '../domain/port/service-host.ts';
import type { ServicePlan, WriteStep } from '../domain/service-plan.ts';
import type { ServiceJob } from '../domain/service.ts';
import { createLaunchd } from './launchd.ts';
import { createFakeMachine, JOB, WINDOWS_JOB, WINDOWS_PLACE } from './machine.fixture.ts';
import { planText } from './plan-text.ts';
import { createSystemd } from './systemd.ts';
import { createWindowsService } from './windows-service.ts';
import { createWindowsStartup } from './windows-startup.ts';
import { createWindowsTask } from './windows-task.ts';

const running = {
  files: { [`${WINDOWS_PLACE.folder}\\clawbridge.pid`]: '4711\n' },
  alive: [4711],
  answers: {
    'schtasks.exe /Query': { stdout: 'Last Result:                          267009\r\n' },
    'sc.exe queryex': {
      stdout: '        STATE              : 4  RUNNING\r\n        PID                : 99\r\n',
    },
  },
};
const winsw = { path: 'C:\\Downloads\\WinSW-x64.exe', sha256: 'ab'.repeat(32) };

/** Every way there is, on a machine where it is running. */
const ways: readonly (readonly [string, ServiceJob, ServiceHost])[] = [
  [
    'systemd-user',
    JOB,
    createSystemd(
      { scope: 'user', name: 'clawbridge', user: 'me', settings: '/home/me/.config' },
      createFakeMachine(),
    ),
  ],
  [
    'systemd-system',
    { ...JOB, variables: { CLAWBRIDGE_HOME: JOB.home, ...JOB.variables } },
    createSystemd({ scope: 'system', name: 'clawbridge', user: 'me' }, createFakeMachine()),
  ],
  ['launchd', JOB, createLaunchd({ name: 'clawbridge', home: '/Users/me', uid: 501 }, createFakeMachine())],
  ['windows-task', WINDOWS_JOB, createWindowsTask(WINDOWS_PLACE, createFakeMachine(running))],
  [
    'windows-service',
    { ...WINDOWS_JOB, variables: { CLAWBRIDGE_HOME: WINDOWS_JOB.home, ...WINDOWS_JOB.variables } },
    createWindowsService({ ...WINDOWS_PLACE, winsw }, createFakeMachine(running)),
  ],
  ['windows-startup', WINDOWS_JOB, createWindowsStartup(WINDOWS_PLACE, createFakeMachine(running))],
];

/** The files are there to be read: they are all that is put on anybody's machine. */
describe.each(ways)('%s', (name, job, host) => {
  it('does what its golden file shows', async () => {
    const verbs = ['install', 'start', 'stop', 'restart', 'uninstall'] as const;
    const parts: string[] = [];
    for (const verb of verbs) {
      const plan = verb === 'install' ? await host.install(job) : await host[verb]();
      parts.push(`== ${verb}\n${planText(plan)}\n`);
    }
    await expect(`${host.title}\n${host.file}\n\n${parts.join('\n')}`).toMatchFileSnapshot(
      `golden/${name}.txt`,
    );
  });

  it('takes away all it wrote, and nothing of the person', async () => {
    const written = [...filesOf(await host.install(job))];
    const removed = (await host.uninstall()).flatMap((step) => (step.kind === 'remove' ? [step.file] : []));
    expect(removed).toEqual(expect.arrayContaining(written));
    expect(
      removed.every(
        (file) =>
          file.includes('clawbridge') && !/state\.db|config|logs/.test(file.replace('/.config/', '/')),
      ),
    ).toBe(true);
  });

  it('knows it is installed by a file it writes', async () => {
    expect(filesOf(await host.install(job))).toContain(host.file);
  });

  it('refuses a path that no file of a service manager can hold', async () => {
    await expect(host.install({ ...job, script: '/tmp/a\nb' })).rejects.toMatchObject({
      code: 'config_invalid',
    });
  });
});

describe('what is XML', () => {
  const nasty = { node: '/a&b/<node>', script: '/贾维斯 "q" \'s\'/%HOME%.cjs' };

  it('is a property list of launchd with the words as they are', async () => {
    const host = createLaunchd({ name: 'clawbridge', home: '/Users/me', uid: 501 }, createFakeMachine());
    const [plist] = writesOf(await host.install({ ...JOB, ...nasty }));
    const root = parse(plist?.content ?? '').documentElement;
    const strings = [...(root?.getElementsByTagName('string') ?? [])].map((one) => one.textContent);
    expect(root?.tagName).toBe('plist');
    expect(strings).toEqual(expect.arrayContaining([nasty.node, nasty.script, 'serve']));
  });

  it('is a task of Windows in UTF-16, whatever the person is called', async () => {
    const place = { ...WINDOWS_PLACE, user: 'R&D\\贾维斯', folder: "C:\\R&D's <1>\\service" };
    const host = createWindowsTask(place, createFakeMachine());
    const task = writesOf(await host.install(WINDOWS_JOB)).find(({ file }) => file.endsWith('.xml'));
    expect(task?.encoding).toBe('utf16le');
    const root = parse(task?.content ?? '').documentElement;
    const text = (tag: string) => root?.getElementsByTagName(tag)[0]?.textContent;
    expect(text('UserId')).toBe(place.user);
    expect(text('Arguments')).toBe(`//B //Nologo //E:JScript "${place.folder}\\clawbridge.js"`);
  });

  it('is a configuration of WinSW with no path in it', async () => {
    const host = createWindowsService({ ...WINDOWS_PLACE, winsw }, createFakeMachine());
    const xml = writesOf(await host.install(WINDOWS_JOB)).find(({ file }) => file.endsWith('.xml'));
    const root = parse(xml?.content ?? '').documentElement;
    expect(root?.getElementsByTagName('id')[0]?.textContent).toBe('clawbridge');
    expect(xml?.content).not.toContain('Users');
  });
});

function parse(text: string) {
  return new DOMParser({
    onError(_level, message) {
      throw new Error(message);
    },
  }).parseFromString(text, 'text/xml');
}

function writesOf(plan: ServicePlan): readonly WriteStep[] {
  return plan.filter((step) => step.kind === 'write');
}

/** A mark for the script to stop is no part of what is installed, but it goes, too. */
function filesOf(plan: ServicePlan): readonly string[] {
  return plan.flatMap((step) => (step.kind === 'write' || step.kind === 'copy' ? [step.file] : []));
}
