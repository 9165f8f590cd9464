import { readFileSync } from 'node:fs';
import { MAX_FILE_BYTES } from '@clawbridge/wire';
import { describe, expect, it } from 'vitest';
import { root } from './dockerfile.ts';

const read = (path: string) => readFileSync(new URL(path, root), 'utf8').replaceAll(/^\s*#.*$/gm, '');

/** What must be in them also where the programs are not installed; the journeys run them where they are. */
describe('the proxies of deploy/', () => {
  it('nginx holds no piece back, waits as long as an agent works, and takes what clawbridge takes, WebSockets too', () => {
    const nginx = read('deploy/nginx.conf');
    for (const line of [
      'proxy_buffering off;',
      'proxy_read_timeout 1h;',
      'proxy_http_version 1.1;',
      'proxy_set_header Upgrade $http_upgrade;',
      'proxy_set_header Connection $clawbridge_connection;',
      'proxy_set_header Host $host;',
      'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
      'proxy_set_header X-Forwarded-Proto $scheme;',
    ])
      expect(nginx).toContain(line);
    const [, megabytes] = /client_max_body_size (\d+)m;/.exec(nginx) ?? [];
    expect(Number(megabytes) * 1024 * 1024).toBeGreaterThan(MAX_FILE_BYTES);
  });

  it('Caddy holds no piece back', () => {
    expect(read('deploy/Caddyfile')).toMatch(
      /^\{\$DOMAIN\} \{\n\treverse_proxy \{\$UPSTREAM:127\.0\.0\.1:3000\} \{\n+\t+flush_interval -1\n/m,
    );
  });
});
