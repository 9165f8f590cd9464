import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signatureHeaders } from './standard-webhook.ts';

/** The example that the libraries of the specification test themselves with. */
const EXAMPLE = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  now: 1_614_265_330_999,
  body: '{"test": 2432232314}',
};
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('the signature', () => {
  it('is what the specification wants', () => {
    expect(signatureHeaders(EXAMPLE, SECRET)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('takes a secret without the prefix as the key itself', () => {
    const key = 'correct horse battery stäple';
    const expected = createHmac('sha256', Buffer.from(key, 'utf8'))
      .update('msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}')
      .digest('base64');
    expect(signatureHeaders(EXAMPLE, key)['webhook-signature']).toBe(`v1,${expected}`);
  });

  it('covers id, time and body', () => {
    const of = (over: object) => signatureHeaders({ ...EXAMPLE, ...over }, SECRET)['webhook-signature'];
    const all = [of({}), of({ id: 'other' }), of({ now: EXAMPLE.now + 1_000 }), of({ body: '{}' })];
    expect(new Set(all).size).toBe(4);
  });
});
