import { askFor } from './ask-for.ts';
import { fields, maybeText, required, text } from './loose-fields.ts';
import { sayTask } from './say.ts';
import { defineVoiceTool } from './voice-tool.ts';
import type { Words } from './words.ts';

export const askJarvis = (words: Words) =>
  defineVoiceTool({
    name: 'ask_jarvis',
    words: words.askJarvis,
    scope: 'chat',
    isPlain: true,
    input: () => fields({ question: text(words.fields.question), context: maybeText(words.fields.context) }),
    async run(verbs, { question, context }, call) {
      const asked = await askFor(
        verbs,
        {
          tool: 'ask_jarvis',
          parts: [required(question), context && words.aboutContext(context), words.answerAloud],
          waitMs: call.voice.waitMs,
        },
        call,
      );
      return sayTask(asked, { page: 1, isPlain: true }, call);
    },
  });
