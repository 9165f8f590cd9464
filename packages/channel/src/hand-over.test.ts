import { describe, expect, it } from 'vitest';
import { handOver, type Upload } from './hand-over.ts';
import type { Question, RelayLink } from './link.ts';
import { aParcel } from './parcel.fixture.ts';
import { Refusal } from './refusal.ts';

const asked: Question[] = [];
const link: Pick<RelayLink, 'ask'> = {
  async ask(question) {
    asked.push(question);
    return { type: 'ack', ref: 1, id: 'e1' };
  },
};
const parcel = { ...aParcel('look'), files: [{ name: 'plan.txt', type: 'text/plain', base64: '' }] };

describe('a parcel with a file', () => {
  it('names the file as the relay does', async () => {
    const upload: Upload = async (_account, to, { name }) => `${name} for ${to}`;
    expect(await handOver(upload, link, parcel)).toBe('e1');
    expect(asked.at(-1)).toMatchObject({ text: 'look', attachments: ['plan.txt for bob.t1'] });
  });

  it('comes without it where the relay will not have it, and says so', async () => {
    await handOver(() => Promise.reject(new Refusal('too large')), link, parcel);
    expect(asked.at(-1)).toMatchObject({ text: 'look\n\n(plan.txt could not be attached: too large)' });
  });

  it('waits where the file may be taken later', async () => {
    const before = asked.length;
    await expect(handOver(() => Promise.reject(new Error('away')), link, parcel)).rejects.toThrow('away');
    expect(asked).toHaveLength(before);
  });
});
