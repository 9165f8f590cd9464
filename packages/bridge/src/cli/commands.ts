import { maybe, toggle, type Option } from '../config/option.ts';
import { TASK_STATUSES } from '../domain/task.ts';
import { auditOptions } from './audit-options.ts';
import { channelOptions } from './channel-options.ts';
import type { Command } from './command.ts';
import { inviteOptions } from './invite-options.ts';
import { serviceOptions } from './service-options.ts';
import { tokenOptions } from './token-options.ts';

const json = toggle({ flag: 'json', help: 'Print JSON' });
const session = maybe({ flag: 'session', value: 'ID', help: 'Conversation to go on in, or to list' });
const instance = maybe({
  flag: 'instance',
  value: 'NAME',
  help: 'OpenClaw instance; the default one without it, and all of them for approvals and lists',
});
const status = maybe({ flag: 'status', value: TASK_STATUSES.join('|'), help: 'Only tasks in this state' });

const always = toggle({ flag: 'always', help: 'Allow it from now on, not only this once' });

const remove = toggle({
  flag: 'remove',
  help: 'Take it away again: the entry of a client, or the password, without which nobody can sign in',
});
const revokeAll = toggle({
  flag: 'revoke-all',
  help: 'Also take back what clients were granted, and revoke every access token',
});
const name = maybe({
  flag: 'name',
  value: 'NAME',
  help: 'What the client is to call it (openclaw), or the machine, as a service (clawbridge)',
});
const remote = maybe({
  flag: 'remote',
  value: 'URL',
  help: 'Connect the client to a `clawbridge serve` at this address instead',
});
const project = toggle({
  flag: 'project',
  help: 'In the settings of the project in this folder, which others share',
});
const dryRun = toggle({ flag: 'dry-run', help: 'Only tell what would change' });
const printOnly = toggle({ flag: 'print', help: 'Only print the entry, for pasting' });

/** The first one is what `clawbridge` alone does. */
export const commands: readonly Command[] = [
  {
    name: 'stdio',
    takes: '',
    summary: 'MCP server on stdin and stdout, for a client that spawns it (the default)',
    options: [],
    run: async (invocation) => await (await import('./stdio.ts')).stdio(invocation),
  },
  {
    name: 'serve',
    takes: '',
    summary: 'MCP server on HTTP: /mcp (Streamable HTTP) and /sse (legacy); the web chat at /',
    options: [],
    run: async (invocation) => await (await import('./serve.ts')).serve(invocation),
  },
  {
    name: 'mcp',
    takes: 'serve',
    summary: 'The conversations of OpenClaw on stdin and stdout, in place of `openclaw mcp serve`',
    options: [],
    run: async (invocation) => await (await import('./mcp.ts')).mcp(invocation),
  },
  {
    name: 'demo',
    takes: '',
    summary: 'Try it without an OpenClaw: a simulated gateway, a store and `serve`',
    options: [],
    run: async (invocation) => await (await import('./demo.ts')).demo(invocation),
  },
  {
    name: 'chat',
    takes: '"TEXT"',
    summary: 'Ask an agent and print its answer; "-" reads the text from stdin',
    options: [session, instance, json],
    run: async (invocation) => await (await import('./chat.ts')).chat(invocation),
  },
  {
    name: 'task',
    takes: 'list | show ID | wait ID | cancel ID',
    summary: 'Look at tasks, wait for one, cancel one',
    options: [status, session, instance, json],
    run: async (invocation) => await (await import('./task.ts')).task(invocation),
  },
  {
    name: 'approvals',
    takes: 'list | allow ID | deny ID',
    summary: 'What agents may only do once you say so; an id may be cut short',
    options: [instance, always, json],
    run: async (invocation) => await (await import('./approvals.ts')).approvals(invocation),
  },
  {
    name: 'token',
    takes: 'create NAME | list | revoke ID',
    summary: 'Tokens that let clients into `serve --auth`; an id may be cut short',
    options: [...Object.values(tokenOptions), json],
    run: async (invocation) => await (await import('./token.ts')).token(invocation),
  },
  {
    name: 'channel',
    takes: 'install | status | uninstall',
    summary: 'The channel in OpenClaw through which people in a browser reach its agents',
    options: [...Object.values<Option<unknown>>(channelOptions), dryRun, printOnly, json],
    hasOwnHelp: true,
    run: async (invocation) => await (await import('./channel.ts')).channel(invocation),
  },
  {
    name: 'invite',
    takes: 'NAME',
    summary: 'A link with which somebody chats in his browser; who was invited, and taking it back',
    options: [...Object.values<Option<unknown>>(inviteOptions), json],
    run: async (invocation) => await (await import('./invite.ts')).invite(invocation),
  },
  {
    name: 'grants',
    takes: 'list | revoke ID',
    summary: 'Clients you let in by signing in, and taking one back; an id may be cut short',
    options: [json],
    run: async (invocation) => await (await import('./grants.ts')).grants(invocation),
  },
  {
    name: 'audit',
    takes: '',
    summary: 'Who did what over HTTP, and who decided approvals, the newest first',
    options: [...Object.values<Option<unknown>>(auditOptions), json],
    run: async (invocation) => await (await import('./audit.ts')).audit(invocation),
  },
  {
    name: 'passwd',
    takes: '',
    summary: 'Set or change the password with which you sign in to let clients in; reads stdin when piped',
    options: [remove, revokeAll],
    run: async (invocation) => await (await import('./passwd.ts')).passwd(invocation),
  },
  {
    name: 'install',
    takes: 'CLIENT',
    summary: 'Make claude-desktop, claude-code, cursor, vscode or chatgpt know this clawbridge',
    options: [name, remote, project, remove, dryRun, printOnly],
    run: async (invocation) => await (await import('./install.ts')).install(invocation),
  },
  {
    name: 'service',
    takes: 'install | status | logs | …',
    summary: 'Let this machine run `serve`: install, uninstall, start, stop, restart, status, logs',
    options: [...Object.values<Option<unknown>>(serviceOptions), name, dryRun, json],
    hasOwnHelp: true,
    run: async (invocation) => await (await import('./service.ts')).service(invocation),
  },
  {
    name: 'xiaozhi',
    takes: 'status | check [NAME]',
    summary: 'How it is with the xiaozhi endpoints `serve` dials, and trying one: token, connection, tools',
    options: [json],
    hasOwnHelp: true,
    run: async (invocation) => await (await import('./xiaozhi.ts')).xiaozhi(invocation),
  },
  {
    name: 'doctor',
    takes: '',
    summary: 'Check Node, the store, the port and every instance, and say what to do',
    options: [json],
    run: async (invocation) => await (await import('./doctor.ts')).doctor(invocation),
  },
];

export function commandOptions(): readonly Option<unknown>[] {
  return [...new Set(commands.flatMap(({ options }) => options))];
}
