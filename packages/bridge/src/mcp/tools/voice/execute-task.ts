import { askFor } from './ask-for.ts';
import { fields, maybeParameters, required, text } from './loose-fields.ts';
import { sayTask } from './say.ts';
import { defineVoiceTool } from './voice-tool.ts';
import type { Words } from './words.ts';

export const executeTask = (words: Words) =>
  defineVoiceTool({
    name: 'execute_task',
    words: words.executeTask,
    scope: 'chat',
    isPlain: true,
    input: () =>
      fields({
        task_description: text(words.fields.taskDescription),
        parameters: maybeParameters(words.fields.parameters),
      }),
    async run(verbs, { task_description: description, parameters }, call) {
      const asked = await askFor(
        verbs,
        {
          tool: 'execute_task',
          parts: [required(description), parameters && words.aboutParameters(parameters), words.reportAloud],
          waitMs: call.voice.waitMs,
        },
        call,
      );
      return sayTask(asked, { page: 1, isPlain: true }, call);
    },
  });
