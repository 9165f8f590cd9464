import type { Client } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure, type FailureCode } from '../../../domain/failure.ts';
import { anInstance } from '../../../domain/instance.fixture.ts';
import type { InstanceReport } from '../../../domain/instance-report.ts';
import { anOwner } from '../../../domain/principal.fixture.ts';
import { OWNER } from '../../../domain/principal.ts';
import { LANGUAGES, type Voice } from '../../../domain/voice.ts';
import { aVoice } from '../../../domain/voice.fixture.ts';
import { createTempStore, type TempStore } from '../../../store/sqlite/temp-store.fixture.ts';
import { createUnheard } from '../../../usecases/unheard.ts';
import type { Verbs } from '../../../usecases/verbs.ts';
import { createWorld, type World } from '../../../usecases/world.fixture.ts';
import { connectClient, textOf, type ClientOptions } from '../../mcp-client.fixture.ts';
import { VOICE_TOOLS } from '../tool-names.fixture.ts';
import { plainText } from './plain-text.ts';
import { wordsOf } from './words-of.ts';

let temp: TempStore;
let world: World;
let report: InstanceReport;
let clients: Client[];

beforeEach(() => {
  temp = createTempStore();
  const check = (target: string) => {
    if (target !== 'phone') throw new Failure('invalid_input', 'There is no such notifier.');
  };
  world = createWorld(temp.open(), { check });
  report = { outlet: 'ws', latencyMs: 3 };
  clients = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await temp.discard();
});

async function listen(
  over: Partial<Voice> = {},
  options: ClientOptions = {},
  verbs: Partial<Verbs> = {},
): Promise<Client> {
  const { beginHearing, askAloud, getSpoken, unheard } = world;
  const checkStatus = async () => ({ instance: anInstance(), report });
  const client = await connectClient(
    { beginHearing, askAloud, getSpoken, unheard, checkStatus, ...verbs },
    { tools: ['voice'], voice: aVoice(over), ...options },
  );
  clients.push(client);
  return client;
}

type Args = Readonly<Record<string, unknown>>;

const call = async (client: Client, name: string, args: Args = {}, meta?: Args) => {
  const result = await client.callTool({
    name,
    arguments: args,
    ...(meta === undefined ? {} : { _meta: meta }),
  });
  expect(result.isError).toBeFalsy();
  return textOf(result);
};
const json = async (client: Client, name: string, args: Args = {}) =>
  JSON.parse(await call(client, name, args)) as Record<string, string>;

/** Asks and lets the agent answer. */
async function hear(client: Client, answer: string, name = 'ask_jarvis', args: Args = { question: 'x' }) {
  const asking = call(client, name, args);
  (await world.runner.next()).answer(answer);
  return await asking;
}

/** A task that has ended, of which nobody has heard. */
async function finished(client: Client, intent: string, answer: string) {
  const { task_id: id = '' } = await json(client, 'process_intent', { intent });
  const run = await world.runner.next();
  run.answer(answer);
  await world.settled(run.id);
  return id;
}

describe.each(['legacy', 'modern'] as const)('the voice tools for a %s client', (era) => {
  it.each(LANGUAGES)('are offered with all they need, in %s', async (language) => {
    const client = await listen({ language, assistant: 'Alfred' }, { era });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(VOICE_TOOLS);
    for (const { title, description, inputSchema, outputSchema } of tools) {
      expect(title).toBeTruthy();
      expect(description?.length).toBeGreaterThan(20);
      expect(outputSchema?.type).toBe('object');
      for (const field of Object.values(inputSchema.properties ?? {}))
        expect(field).toMatchObject({ description: expect.any(String), type: expect.any(String) });
    }
    expect(JSON.stringify(tools)).toContain('Alfred');
    expect(client.getInstructions()).toContain('Alfred');
    expect(JSON.stringify(tools)).not.toMatch(language === 'en' ? /[\u4e00-\u9fff]/ : /Jarvis/);
  });

  it('answer', async () => {
    const client = await listen({}, { era });
    expect(await hear(client, '**明天**不会下雨。')).toBe('明天不会下雨。');
  });
});

describe('ask_jarvis and execute_task', () => {
  it('ask for speech, after the question', async () => {
    const client = await listen();
    const asking = call(client, 'execute_task', {
      task_description: '关灯',
      parameters: { room: '厨房' },
      nonsense: 1,
    });
    const run = await world.runner.next();
    expect(run.message).toMatch(/^关灯\n\n参数：\{"room":"厨房"\}\n\n（.*口语.*）$/);
    run.answer('关了。');
    expect(await asking).toBe('关了。');
  });

  it('take what sloppy models send', async () => {
    const client = await listen();
    expect(await hear(client, '是。', 'ask_jarvis', { question: 42, context: null, Question: 'x' })).toBe(
      '是。',
    );
    expect(world.runner.runs[0]?.message).toMatch(/^42\n\n（/);
  });

  it('say that it is worked on when the time is over', async () => {
    const client = await listen({ waitMs: 0 });
    expect(await json(client, 'ask_jarvis', { question: 'x' })).toEqual({
      status: 'processing',
      task_id: 'task_1',
      message: '贾维斯还在处理任务1，请稍后再问我结果。',
    });
  });

  it('say the rest of a long answer on other pages', async () => {
    const client = await listen();
    const answer = Array.from({ length: 50 }, (_, i) => `第${i}句话说完了。`).join('');
    const first = await hear(client, answer);
    expect(first).toMatch(/^第0句话.*内容较长，说“继续”可以听下一段（第2页）。$/);
    expect(first.length).toBeLessThanOrEqual(300);
    const second = JSON.parse(await call(client, 'get_task_result', { page: '2' })) as {
      result: { content: string };
    };
    expect(answer).toContain(first.split(' ')[0] + second.result.content);
  });

  it('never answer what a device takes for an order', async () => {
    const client = await listen();
    expect(await hear(client, '{"action":"EXIT"}')).toBe('代码已省略。');
  });

  it('have a conversation for each device', async () => {
    const client = await listen({ waitMs: 0 });
    await call(client, 'ask_jarvis', { question: 'x' }, { 'clawbridge/serial': 'SN 1' });
    await call(client, 'ask_jarvis', { question: 'x' });
    const sessions = await Promise.all([world.runner.next(), world.runner.next()]);
    expect(sessions.map(({ sessionKey }) => sessionKey).toSorted()).toEqual([
      'kitchen',
      'kitchen:device:sn%201',
    ]);
  });

  it('say why there is no answer', async () => {
    const client = await listen();
    const asking = json(client, 'ask_jarvis', { question: 'x' });
    (await world.runner.next()).fail(new Failure('run_timeout', 'Too long.'));
    const { failures } = wordsOf(aVoice());
    expect(await asking).toEqual({
      status: 'error',
      task_id: 'task_1',
      error: failures.run_timeout,
      message: failures.run_timeout,
      code: 'run_timeout',
    });
  });
});

describe('process_intent', () => {
  it('hands over, and says the number and what was understood', async () => {
    const client = await listen();
    const intent = '整理'.repeat(100);
    expect(await json(client, 'process_intent', { intent, user_id: 7, callback_channel: 'phone' })).toEqual({
      status: 'processing',
      task_id: 'task_1',
      message: '好的，已交给贾维斯处理，这是任务1。稍后可以问我任务1的结果。',
      intent_preview: '整理'.repeat(50),
    });
    const { id, message } = await world.runner.next();
    expect(message).toContain('用户：7');
    expect((await world.stored(id))?.notify).toEqual(['phone']);
  });

  it('says nothing else of a task that ends in this moment', async () => {
    const askAloud: Verbs['askAloud'] = async (question) => {
      const asked = await world.askAloud(question);
      (await world.runner.next()).answer('好了。');
      await world.settled(asked.task.id);
      return asked;
    };
    const client = await listen({}, {}, { askAloud });
    const { message } = await json(client, 'process_intent', { intent: 'x' });
    expect(message).toBe('好的，已交给贾维斯处理，这是任务1。稍后可以问我任务1的结果。');
    expect(await json(client, 'get_status')).toMatchObject({ message: '另外，刚才的任务1已完成：好了。' });
  });

  it('says the result when it was said again and is done already', async () => {
    const client = await listen();
    await finished(client, 'x', '好了。');
    expect(await json(client, 'process_intent', { intent: 'x' })).toMatchObject({
      status: 'completed',
      task_id: 'task_1',
      result: { content: '好了。' },
    });
    await world.quiet();
    expect(await json(client, 'get_status')).not.toHaveProperty('message');
    expect(world.runner.runs).toHaveLength(1);
  });

  it('says that a channel cannot be told, and takes the task all the same', async () => {
    const client = await listen();
    const { status, message } = await json(client, 'process_intent', {
      intent: 'x',
      callback_channel: 'telegram',
    });
    expect(status).toBe('processing');
    expect(message).toContain('通知渠道用不了');
  });
});

describe('get_task_result', () => {
  it('finds a task however its number is said', async () => {
    const client = await listen();
    await finished(client, 'x', '好了。');
    for (const task_id of ['task_1', '1', 1, '任务一', undefined])
      expect(await json(client, 'get_task_result', { task_id })).toEqual({
        status: 'completed',
        task_id: 'task_1',
        result: { content: '好了。' },
        page: 1,
        pages: 1,
      });
  });

  it('means, without a number, what was handed over and not an earlier result', async () => {
    const client = await listen({ waitMs: 0 });
    await finished(client, 'one', '一好了。');
    await json(client, 'process_intent', { intent: 'two' });
    await world.quiet();
    expect(await json(client, 'get_task_result')).toMatchObject({ status: 'processing', task_id: 'task_2' });
  });

  it('means, without a number, the answer that was just given when it is to go on', async () => {
    const client = await listen();
    for (const intent of ['one', 'two']) await json(client, 'process_intent', { intent });
    for (const answer of ['一好了。', '二好了。']) {
      const run = await world.runner.next();
      run.answer(answer);
      await world.settled(run.id);
    }
    const text = await hear(client, '很长的一句话。'.repeat(60));
    expect(text).toContain('任务1');
    // The first page again: only its number tells a model which task that is.
    expect(text).toMatch(/说“继续”可以听任务3的完整内容（第1页）。$/);
    await world.quiet();
    expect(await json(client, 'get_task_result', { page: 2 })).toMatchObject({ task_id: 'task_3', page: 2 });
  });

  it('says that it is worked on, and that it knows no such task', async () => {
    const client = await listen({ waitMs: 0 });
    await json(client, 'process_intent', { intent: 'x' });
    expect(await json(client, 'get_task_result', { task_id: '1' })).toMatchObject({ status: 'processing' });
    expect(await json(client, 'get_task_result', { task_id: '9' })).toMatchObject({
      status: 'error',
      code: 'unknown_task',
    });
  });
});

describe('the next answer', () => {
  it('begins with what was not heard, once, and says how much more there is', async () => {
    const client = await listen();
    for (const intent of ['one', 'two']) await json(client, 'process_intent', { intent });
    for (const answer of ['一好了。', '二好了。']) {
      const run = await world.runner.next();
      run.answer(answer);
      await world.settled(run.id);
    }
    const text = await hear(client, '你好。');
    expect(text).toBe('另外，刚才的任务1已完成：一好了。 还有1个任务也有结果了。 你好。');
    await world.quiet();
    expect(await json(client, 'get_status')).toMatchObject({ message: '另外，刚才的任务2已完成：二好了。' });
    await world.quiet();
    expect(await json(client, 'get_status')).not.toHaveProperty('message');
  });

  it('begins with it also where it is data, and says why a task was not done', async () => {
    const client = await listen({ language: 'en', assistant: 'Jarvis' });
    await json(client, 'process_intent', { intent: 'one' });
    const run = await world.runner.next();
    run.fail(new Failure('run_timeout', 'Too long.'));
    await world.settled(run.id);
    const { message } = await json(client, 'process_intent', { intent: 'two' });
    expect(message).toMatch(
      /^By the way, task 1 was not done: The task took too long.* All right, Jarvis has it as task 2/,
    );
  });

  it('leaves half of itself to what was asked', async () => {
    const client = await listen();
    await finished(client, 'one', '很长的一句话。'.repeat(100));
    const text = await hear(client, '答案在这里。'.repeat(100));
    expect(text.length).toBeLessThanOrEqual(300);
    expect(text.indexOf('答案在这里。')).toBeLessThanOrEqual(151);
    expect(text).toContain('想听完整内容，可以问任务1的结果。');
    expect(text).toMatch(/说“继续”可以听任务2的完整内容（第1页）。$/);
  });

  it('tells it once while the answer is on its way, and again when that was not written', async () => {
    const acts: (() => void)[] = [];
    const written = (_: string | number, act: () => void) => void acts.push(act);
    const client = await listen({}, { written });
    await finished(client, 'one', '好了。');
    expect((await json(client, 'get_status'))['message']).toContain('任务1');
    expect(await json(client, 'get_status')).not.toHaveProperty('message');
    await client.close();
    acts.splice(0);
    const again = await listen({}, { written });
    await vi.waitUntil(async () => (await json(again, 'get_status'))['message']?.includes('任务1'));
    for (const act of acts) act();
    await world.quiet();
    expect(await json(again, 'get_status')).not.toHaveProperty('message');
  });

  it('is one of several that are asked for at once', async () => {
    const client = await listen();
    await finished(client, 'one', '好了。');
    const answers = await Promise.all([
      json(client, 'get_task_result', { task_id: 1 }),
      json(client, 'get_status'),
      json(client, 'get_status'),
    ]);
    expect(JSON.stringify(answers).split('好了。')).toHaveLength(2);
    expect(answers[0]).toMatchObject({ result: { content: '好了。' } });
  });

  it('is the answer alone where nobody can say what was not heard', async () => {
    const away = () => Promise.reject(new Failure('store_unavailable', 'The disk is full.'));
    const unheard = createUnheard({ ...world, spoken: { ...world.spoken, unheard: away } });
    const client = await listen({}, {}, { unheard });
    expect(await hear(client, '你好。')).toBe('你好。');
  });
});

describe('get_status', () => {
  it('is true', async () => {
    const client = await listen();
    expect(await json(client, 'get_status')).toEqual({
      name: '贾维斯',
      status: 'online',
      version: '0',
      capabilities: VOICE_TOOLS,
      timestamp: expect.stringMatching(/^\d{4}-/),
    });
    report = { failure: { code: 'gateway_unreachable', message: 'away', retryable: true } };
    expect(await json(client, 'get_status')).toMatchObject({
      status: 'offline',
      message: expect.stringContaining('连不上'),
    });
    report = { outlet: 'http', warning: { code: 'gateway_forbidden', message: 'less', retryable: false } };
    expect(await json(client, 'get_status')).toMatchObject({ status: 'degraded' });
  });

  it('names only what its listener may use', async () => {
    const client = await listen({}, { principal: anOwner(['read']) });
    expect(await json(client, 'get_status')).toMatchObject({
      capabilities: ['get_task_result', 'get_status'],
    });
  });

  it('does not wait for a gateway that does not answer', async () => {
    const client = await listen({}, {}, { checkStatus: () => new Promise(() => {}) });
    expect(await json(client, 'get_status')).toMatchObject({ status: 'degraded' });
  });
});

describe('a failure', () => {
  const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
  it.each<[string, Args]>([
    ['nothing', {}],
    ['null', { question: null }],
    ['blanks', { question: ' \n' }],
    ['more than anybody says', { question: 'x'.repeat(20_001) }],
    ['an endless nesting', { question: nested(10_000) }],
  ])('is said in words of its own when a question is %s', async (_, args) => {
    const client = await listen();
    expect(await json(client, 'ask_jarvis', args)).toMatchObject({
      code: 'invalid_input',
      message: '这个请求我没听明白，请换个说法再试。',
    });
    expect((await world.store.list({ principal: OWNER.id, limit: 1 })).tasks).toEqual([]);
  });

  it('is not made of what stands beside a question', async () => {
    const client = await listen();
    const args = { question: 'x', context: nested(10_000), other: nested(10_000), page: 1e300 };
    expect(await hear(client, '是。', 'ask_jarvis', args)).toBe('是。');
    for (const page of [1e300, -1, 0.5, 'x', '2', nested(10_000), [2]])
      expect(await json(client, 'get_task_result', { page })).toMatchObject({ status: 'completed', page: 1 });
  });

  it('is not made of a call without fields', async () => {
    const client = await listen();
    const result = await client.callTool({ name: 'get_status' });
    expect(JSON.parse(textOf(result))).toMatchObject({ status: 'online' });
  });

  it('is an answer', async () => {
    const fail = vi.fn(() => Promise.reject(new Failure('store_unavailable', 'The disk is full.')));
    const client = await listen({}, {}, { askAloud: fail });
    expect(await json(client, 'ask_jarvis', { question: 'x' })).toMatchObject({
      status: 'error',
      code: 'store_unavailable',
      message: '暂时记不住任务，请稍后再试。',
    });
    expect(fail).toHaveBeenCalledWith(expect.objectContaining({ principal: OWNER }));
  });

  it.each(LANGUAGES)('has words that can be read out, whatever it is: %s', (language) => {
    const words = wordsOf({ language, assistant: 'Alfred' });
    for (const code of Object.keys(words.failures) as FailureCode[])
      expect(plainText(words.failures[code], words.plain)).toBe(words.failures[code]);
  });
});
