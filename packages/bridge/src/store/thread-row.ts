import type { FoundEntry, NewEntry, NewThread } from '../domain/port/thread-log.ts';
import {
  isNews,
  previewOf,
  type LoggedEntry,
  type Outgoing,
  type Said,
  type Thread,
  type ThreadEntry,
} from '../domain/thread.ts';
import { fold } from './fold.ts';
import { number, text, type Row } from './row.ts';
import { storable, storableJson } from './storable.ts';

export const THREAD_COLUMNS = 'id, person, link, title, created_at, newest, read, unread, at, preview';
export const ENTRY_COLUMNS = 'cursor, thread, seq, id, person, link, at, data';

/** What a thread begins as. */
export interface ThreadRow {
  readonly id: string;
  readonly person: string;
  readonly link: string;
  readonly title: string;
  readonly created_at: number;
}

/** How an entry is stored, besides its numbers and what it has from its thread. */
export interface EntryRow {
  readonly thread: string;
  readonly id: string;
  readonly key: string;
  readonly at: number;
  /** How many answers are unread for it. */
  readonly news: 0 | 1;
  /** JSON: what it says. */
  readonly data: string;
  /** What of it is searched. */
  readonly folded: string | null;
}

/** What an entry changes elsewhere. */
export interface EntryEffects {
  /** Shown for its thread from now on. */
  readonly preview: string | undefined;
  readonly isOutgoing: boolean;
  /** The entry that is on its way no longer. */
  readonly arrived: string | undefined;
  /** Files that hang on it. */
  readonly uploads: readonly string[];
}

export function threadRowOf({ id, user, link, title, createdAt }: NewThread): ThreadRow {
  return {
    id: storable(id),
    person: storable(user),
    link: storable(link),
    title: storable(title),
    created_at: createdAt,
  };
}

export function entryRowOf({ id, thread, said, at, key }: NewEntry): EntryRow {
  const searched = searchedIn(said);
  return {
    thread: storable(thread),
    id: storable(id),
    key: storable(key),
    at,
    news: isNews(said) ? 1 : 0,
    data: storableJson(said),
    folded: searched === '' ? null : fold(searched),
  };
}

export function effectsOf(said: Said): EntryEffects {
  const preview = previewOf(said);
  return {
    preview: preview === undefined ? undefined : storable(preview),
    isOutgoing: said.kind === 'said',
    arrived: said.kind === 'delivered' || said.kind === 'undeliverable' ? storable(said.of) : undefined,
    uploads: 'attachments' in said ? [...new Set(said.attachments.map(({ id }) => storable(id)))] : [],
  };
}

/** Within what a key is unique: a browser names what its user says, everything else is named within the link. */
export function scopeOf(key: string, person: string): string {
  return key.startsWith('said:') ? person : '';
}

export function threadFrom(row: Row): Thread {
  return {
    id: text(row, 'id'),
    user: text(row, 'person'),
    link: text(row, 'link'),
    title: text(row, 'title'),
    createdAt: number(row, 'created_at'),
    newest: number(row, 'newest'),
    read: number(row, 'read'),
    unread: number(row, 'unread'),
    at: number(row, 'at'),
    preview: text(row, 'preview'),
  };
}

export function entryFrom(row: Row): ThreadEntry {
  const said = JSON.parse(text(row, 'data')) as Said;
  return { ...said, seq: number(row, 'seq'), id: text(row, 'id'), at: number(row, 'at') };
}

export function loggedFrom(row: Row): LoggedEntry {
  return { ...placeFrom(row), entry: entryFrom(row) };
}

export function outgoingFrom(row: Row): Outgoing {
  const said = entryFrom(row);
  return {
    ...placeFrom(row),
    id: said.id,
    at: said.at,
    text: said.kind === 'said' ? said.text : '',
    attachments: said.kind === 'said' ? said.attachments : [],
  };
}

export function foundFrom(row: Row): FoundEntry {
  return { thread: text(row, 'thread'), title: text(row, 'title'), entry: entryFrom(row) };
}

function placeFrom(row: Row) {
  return {
    cursor: number(row, 'cursor'),
    thread: text(row, 'thread'),
    user: text(row, 'person'),
    link: text(row, 'link'),
  };
}

function searchedIn(said: Said): string {
  switch (said.kind) {
    case 'said':
    case 'answered':
      return [said.text, ...said.attachments.map(({ name }) => name)].join('\n').trim();
    case 'notice':
      return said.text;
    case 'approval':
      return said.approval.what;
    case 'delivered':
    case 'undeliverable':
    case 'decided':
      return '';
  }
}
