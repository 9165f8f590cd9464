import { expect, it } from 'vitest';
import { daemonsLogFile } from './daemons-log-file.ts';
import { options } from './options.ts';

it.each([
  [['serve'], { CLAWBRIDGE_LOG_FILE: '/a' }, '/a'],
  [['serve', '--log-file', '/b'], { CLAWBRIDGE_LOG_FILE: '/a' }, '/b'],
  [['serve', '--log-file=/b=c'], {}, '/b=c'],
  [['serve', '--log-file'], {}, undefined],
  [['serve'], { CLAWBRIDGE_LOG_FILE: ' ' }, undefined],
  [['--home', '/x', 'serve'], { CLAWBRIDGE_LOG_FILE: '/a' }, '/a'],
  [['--home', 'serve', 'chat'], { CLAWBRIDGE_LOG_FILE: '/a' }, undefined],
  [['-t', 'http'], { CLAWBRIDGE_LOG_FILE: '/a' }, '/a'],
  [['serve', '--log-file', '--port', '1'], { CLAWBRIDGE_LOG_FILE: '/a' }, '/a'],
  [['serve', '--no-such-flag', '--log-file', '/b'], {}, '/b'],
  [['chat', '--', 'serve', '--log-file', '/b'], {}, undefined],
  [['chat', 'serve'], { CLAWBRIDGE_LOG_FILE: '/a' }, undefined],
  [[], { CLAWBRIDGE_LOG_FILE: '/a' }, undefined],
])('of %j with %j it is %s', (argv, env, file) => {
  expect(daemonsLogFile(argv, env, Object.values(options))).toBe(file);
});
