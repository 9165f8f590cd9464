import { cutText } from '../../../domain/cut-text.ts';
import { quotedLength } from '../../../domain/speech.ts';
import { isSettled } from '../../../domain/task.ts';
import type { Answer } from './answer.ts';
import { askFor } from './ask-for.ts';
import { fields, maybeText, required, text } from './loose-fields.ts';
import { sayTask, taskIdOf } from './say.ts';
import { bytesLeft, withMessage } from './speaking.ts';
import { defineVoiceTool } from './voice-tool.ts';
import type { Words } from './words.ts';

const PREVIEW_CHARS = 100;

export const processIntent = (words: Words) =>
  defineVoiceTool({
    name: 'process_intent',
    words: words.processIntent,
    scope: 'chat',
    input: () =>
      fields({
        intent: text(words.fields.intent),
        context: maybeText(words.fields.context),
        user_id: maybeText(words.fields.userId),
        callback_channel: maybeText(words.fields.callbackChannel),
      }),
    async run(verbs, { intent, context, user_id: user, callback_channel: channel }, call) {
      const asked = await askFor(
        verbs,
        {
          tool: 'process_intent',
          parts: [
            required(intent),
            context && words.aboutContext(context),
            user && words.aboutUser(user),
            words.reportAloud,
          ],
          waitMs: 0,
          inBackground: true,
          notify: channel ? [channel] : [],
        },
        call,
      );
      // It was said again, and is done already.
      if (isSettled(asked.task.status)) return sayTask(asked, { page: 1, isPlain: false }, call);
      const untold = asked.untold === undefined ? undefined : words.untold;
      const taken: Answer = { status: 'processing', task_id: taskIdOf(asked) };
      return (news) => {
        const answer = withMessage(call.voice, taken, news, words.handedOver(asked.number), untold);
        const room = bytesLeft(call.voice, { ...answer, intent_preview: '' });
        const preview = previewOf(intent, room);
        return preview === '' ? answer : { ...answer, intent_preview: preview };
      };
    },
  });

/** What is said is worth more: the preview gets what that leaves. Bytes. */
function previewOf(intent: string, room: number): string {
  let preview = cutText(intent, PREVIEW_CHARS);
  while (preview !== '' && quotedLength(preview) > room) preview = cutText(preview, preview.length - 1);
  return preview;
}
