import { evaluate, parse, type MemberNode, type ObjectNode, type Token } from '@humanwhocodes/momoa';
import { Failure } from '../domain/failure.ts';

/** A member of an object in the document: its object's key, its own name. */
export type MemberPath = readonly [key: string, name: string];

/** The member's value, or undefined. Errors: `config_invalid` for a text that is no JSON object, as in all of this file. */
export function memberIn(text: string, [key, name]: MemberPath): unknown {
  const { root } = read(text);
  const found = objectAt(root, key);
  const member = found && memberOf(found, name);
  return member && evaluate(member.value);
}

/** The text with this value at the path. Everything else stays as it is: order, spaces, comments. */
export function withMember(text: string, [key, name]: MemberPath, value: unknown): string {
  const document = read(text);
  const { root } = document;
  const parent = objectAt(root, key);
  if (parent === undefined) return append(document, root, key, { [name]: value });
  const member = memberOf(parent, name);
  if (member === undefined) return append(document, parent, name, value);
  const [from, to] = rangeOf(member.value);
  return splice(
    document.text,
    from,
    to,
    printed(document, value, indentOf(document.text, rangeOf(member)[0])),
  );
}

/** The text without the member. */
export function withoutMember(text: string, [key, name]: MemberPath): string {
  const document = read(text);
  const parent = objectAt(document.root, key);
  const member = parent && memberOf(parent, name);
  if (!parent || !member) return text;
  return remove(document, parent, member);
}

interface Document {
  readonly text: string;
  readonly root: ObjectNode;
  readonly tokens: readonly Token[];
  /** One step of indentation. */
  readonly step: string;
  readonly lineEnd: string;
}

const LOCATED = /\((\d+):(\d+)\)$/;

function read(text: string): Document {
  const whole = text.trim() === '' ? '{}\n' : text;
  const { body, tokens = [] } = parsed(whole);
  if (body.type !== 'Object') throw unreadable('it holds no object');
  return {
    text: whole,
    root: body,
    tokens,
    step: stepOf(whole, body),
    lineEnd: whole.includes('\r\n') ? '\r\n' : '\n',
  };
}

function stepOf(text: string, { members: [first] }: ObjectNode): string {
  return (first && indentOf(text, rangeOf(first)[0])) || '  ';
}

/** With comments and trailing commas, which the clients write that allow them. */
function parsed(text: string) {
  try {
    return parse(text, { mode: 'jsonc', ranges: true, tokens: true, allowTrailingCommas: true });
  } catch (thrown) {
    // The parser's own words may quote the file, which may hold a secret.
    const [, line, column] = LOCATED.exec(thrown instanceof Error ? thrown.message : '') ?? [];
    throw unreadable(
      line === undefined ? 'it is not valid JSON' : `line ${line}, column ${column} is not valid JSON`,
    );
  }
}

function objectAt(root: ObjectNode, key: string): ObjectNode | undefined {
  const member = memberOf(root, key);
  if (member === undefined) return undefined;
  if (member.value.type === 'Object') return member.value;
  throw unreadable(`"${key}" in it is not an object`);
}

/** Of two with the same name a reader takes one, and another reader the other. */
function memberOf({ members }: ObjectNode, name: string): MemberNode | undefined {
  const [found, another] = members.filter((one) => nameOf(one) === name);
  if (another !== undefined) throw unreadable(`it has "${name}" twice`);
  return found;
}

function nameOf({ name }: MemberNode): string {
  return name.type === 'String' ? name.value : name.name;
}

/** Behind everything that stands in the object, comments included. */
function append(document: Document, object: ObjectNode, name: string, value: unknown): string {
  const { text, tokens, step, lineEnd } = document;
  const [from, to] = rangeOf(object);
  const inside = tokens.filter((token) => rangeOf(token)[0] > from && rangeOf(token)[1] < to);
  const outer = indentOf(text, from);
  const inner = outer + step;
  const written = `${lineEnd}${inner}${JSON.stringify(name)}: ${printed(document, value, inner)}${lineEnd}${outer}`;
  const last = inside.at(-1);
  const end = last === undefined ? from + 1 : rangeOf(last)[1];
  const filled = splice(text, end, to - 1, written);
  const before = inside.findLast((token) => !isComment(token));
  if (before === undefined || before.type === 'Comma') return filled;
  // Right behind the value: a comment behind that says something about it.
  return splice(filled, rangeOf(before)[1], rangeOf(before)[1], ',');
}

/** With the line it stands on, unless a comment stays there, and with the comma that parted it from its neighbour. */
function remove({ text, tokens }: Document, object: ObjectNode, member: MemberNode): string {
  const [from, to] = rangeOf(member);
  const code = tokens.filter((token) => !isComment(token));
  const after = code.find((token) => rangeOf(token)[0] >= to);
  const before = code.findLast((token) => rangeOf(token)[1] <= from);
  const comma = after?.type === 'Comma' ? rangeOf(after) : undefined;
  const end = comma?.[1] ?? to;
  const [lead = ''] = /\r?\n[ \t]*$/.exec(text.slice(0, from)) ?? [];
  const [rest] = /^[ \t]*(?=\r?\n)/.exec(text.slice(end)) ?? [];
  const cut =
    rest === undefined
      ? splice(text, from, end, '')
      : splice(text, from - lead.length, end + rest.length, '');
  if (object.members.at(-1) !== member || comma !== undefined || before?.type !== 'Comma') return cut;
  return splice(cut, rangeOf(before)[0], rangeOf(before)[1], '');
}

function indentOf(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function printed({ step, lineEnd }: Document, value: unknown, indent: string): string {
  return JSON.stringify(value, undefined, step).replaceAll('\n', `${lineEnd}${indent}`);
}

function isComment({ type }: Token): boolean {
  return type === 'LineComment' || type === 'BlockComment';
}

function rangeOf({ range }: { readonly range?: readonly number[] }): readonly [number, number] {
  const [from = 0, to = 0] = range ?? [];
  return [from, to];
}

function splice(text: string, from: number, to: number, written: string): string {
  return text.slice(0, from) + written + text.slice(to);
}

function unreadable(why: string): Failure {
  return new Failure('config_invalid', `The file cannot be changed: ${why}.`, {
    hint: 'Mend it first; nothing was touched.',
  });
}
