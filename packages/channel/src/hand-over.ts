import type { RelayLink } from './link.ts';
import type { Parcel, ParcelFile } from './parcel.ts';
import { Refusal } from './refusal.ts';

/** Gives a file to the relay; resolves with the id it has there. Errors: `Refusal`; another one when it may work later. */
export type Upload = (account: string, to: string, file: ParcelFile) => Promise<string>;

/**
 * Gives a parcel to the relay, its files first; resolves with the id of its entry. A file the relay will not have is named in
 * the text instead: the answer is not lost with it. Errors: `Refusal`; another one when nobody knows.
 */
export async function handOver(
  upload: Upload,
  link: Pick<RelayLink, 'ask'>,
  { account, frame, files }: Parcel,
): Promise<string> {
  const attachments: string[] = [];
  const missing: string[] = [];
  for (const file of files) {
    try {
      attachments.push(await upload(account, frame.to, file));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      missing.push(`(${file.name} could not be attached: ${error.message})`);
    }
  }
  const whole =
    frame.type === 'reply'
      ? { ...frame, text: [frame.text, ...missing].join('\n\n').trim(), attachments }
      : frame;
  const answer = await link.ask(whole);
  if (answer.type === 'ack') return answer.id;
  throw new Error(`The relay answered ${frame.type} with ${answer.type}.`);
}
