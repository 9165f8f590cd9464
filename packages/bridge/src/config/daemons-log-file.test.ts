import { expect, it } from 'vitest';
import { daemonsLogFile } from './daemons-log-file.ts';

it.each([
  [['serve'], { CLAWBRIDGE_LOG_FILE: '/a' }, '/a'],
  [['serve', '--log-file', '/b'], { CLAWBRIDGE_LOG_FILE: '/a' }, '/b'],
  [['serve', '--log-file=/b=c'], {}, '/b=c'],
  [['serve', '--log-file'], {}, undefined],
  [['serve'], { CLAWBRIDGE_LOG_FILE: ' ' }, undefined],
  [['chat', 'serve'], { CLAWBRIDGE_LOG_FILE: '/a' }, undefined],
  [[], { CLAWBRIDGE_LOG_FILE: '/a' }, undefined],
])('of %j with %j it is %s', (argv, env, file) => {
  expect(daemonsLogFile(argv, env)).toBe(file);
});
