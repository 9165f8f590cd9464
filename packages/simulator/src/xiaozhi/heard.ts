import { asObject, asText, parseObject } from './json-rpc.ts';
import type { XiaozhiMode } from './options.ts';
import type { Answer } from './pending.ts';

/**
 * What the person at the device gets of a call. `told`: the language model reads the text, and says it in its own words.
 * `verbatim`: the device says the text as it is. `failed`, `timedOut`: the text is all the model learns.
 */
export interface Heard {
  readonly outcome: 'told' | 'verbatim' | 'failed' | 'timedOut';
  readonly text: string;
}

/** What a JSON text may ask the device to do with it. */
const ACTIONS = ['ERROR', 'NOTFOUND', 'NONE', 'RESPONSE', 'REQLLM'];

const NO_DETAILS = '工具调用返回错误，但未提供具体错误信息';

/** Hears an answer as the real client does, with its faults. */
export function hear(answer: Answer, mode: XiaozhiMode, timeoutMs: number): Heard {
  switch (answer.kind) {
    case 'result':
      return hearResult(answer.result, mode);
    case 'error':
      return failed(`MCP接入点错误: ${answer.message}`);
    case 'closed':
      return failed('MCP接入点客户端尚未准备就绪');
    case 'timeout':
      return { outcome: 'timedOut', text: timeoutText(mode, timeoutMs) };
  }
}

function hearResult(value: unknown, mode: XiaozhiMode): Heard {
  const result = asObject(value);
  if (result === undefined) return told(value === null ? 'None' : asText(value));
  if (result['isError'] === true) return failed(`工具调用错误: ${asText(result['error'] ?? NO_DETAILS)}`);
  const text = firstText(result['content']);
  if (text === undefined) return told(JSON.stringify(result));
  return mode === 'selfhosted' ? obey(text) : told(text);
}

/** Of a result only the text of its first part is looked at. */
function firstText(content: unknown): string | undefined {
  const first = Array.isArray(content) ? asObject(content[0]) : undefined;
  return first !== undefined && 'text' in first ? asText(first['text']) : undefined;
}

/** A JSON text with a top-level `action` tells the device what to do with it. */
function obey(text: string): Heard {
  const json = parseObject(text);
  if (json === undefined || !('action' in json)) return told(text);
  const action = asText(json['action']);
  if (!ACTIONS.includes(action)) return failed(`'${action}'`);
  const response = asText(json['response'] ?? '');
  return action === 'RESPONSE' ? { outcome: 'verbatim', text: response } : failed(response);
}

function timeoutText(mode: XiaozhiMode, timeoutMs: number): string {
  if (mode === 'selfhosted') return '工具调用请求超时';
  return `Tool call was aborted due to timeout (${timeoutMs}ms)`;
}

function told(text: string): Heard {
  return { outcome: 'told', text };
}

function failed(text: string): Heard {
  return { outcome: 'failed', text };
}
