// An OpenClaw chat completions endpoint that answers at once, streamed when asked to: what is left is the bridge's own
// cost. A process of its own, so that its CPU is not counted. Prints its port. `DELAY_MS` makes it take its time, `CHARS`
// makes it say more.
import { createServer } from 'node:http';

const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
const envelope = { id: 'chatcmpl_1', created: 1, model: 'openclaw' };
const chunk = (rest) =>
  `data: ${JSON.stringify({ ...envelope, object: 'chat.completion.chunk', ...rest })}\n\n`;
const { DELAY_MS = '0', CHARS = '4' } = process.env;
const said = 'pong'.repeat(Number(CHARS) / 4);
const choice = (delta, finish_reason = null) => ({ choices: [{ index: 0, delta, finish_reason }] });
const streamed =
  chunk(choice({ role: 'assistant' })) +
  chunk(choice({ content: said })) +
  chunk(choice({}, 'stop')) +
  chunk({ choices: [], usage }) +
  'data: [DONE]\n\n';
const message = { role: 'assistant', content: said };
const whole = JSON.stringify({
  ...envelope,
  object: 'chat.completion',
  choices: [{ index: 0, message, finish_reason: 'stop' }],
  usage,
});

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (piece) => (body += piece));
  request.on('end', () => {
    const stream = body.includes('"stream":true');
    response.setHeader('content-type', stream ? 'text/event-stream' : 'application/json');
    const answer = () => response.end(stream ? streamed : whole);
    if (DELAY_MS === '0') answer();
    else setTimeout(answer, Number(DELAY_MS));
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
