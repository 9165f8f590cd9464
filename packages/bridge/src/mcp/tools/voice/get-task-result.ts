import { fields, maybePage, maybeText } from './loose-fields.ts';
import { sayTask } from './say.ts';
import { spokenNumber } from './spoken-number.ts';
import { defineVoiceTool } from './voice-tool.ts';
import type { Words } from './words.ts';

export const getTaskResult = (words: Words) =>
  defineVoiceTool({
    name: 'get_task_result',
    words: words.getTaskResult,
    scope: 'read',
    input: () => fields({ task_id: maybeText(words.fields.taskId), page: maybePage(words.fields.page) }),
    async run(verbs, { task_id: id, page = 1 }, call) {
      const { principal, voice, hearing, gone, onProgress } = call;
      const which = id ? spokenNumber(id) : undefined;
      const found = await verbs.getSpoken({
        principal,
        voice,
        hearing,
        which,
        goesOn: page > 1,
        waitMs: voice.waitMs,
        enough: gone,
        onProgress,
      });
      return sayTask(found, { page, isPlain: false }, call);
    },
  });
