import { toFailure } from '../../domain/failure.ts';
import type { Endpoint, EndpointReport, EndpointStatus } from '../../domain/endpoint.ts';
import type { Clock } from '../../domain/port/clock.ts';
import type { EndpointRegister } from '../../domain/port/endpoint-register.ts';
import type { Log } from '../../domain/port/log.ts';
import type { Metrics } from '../../domain/port/metrics.ts';
import type { Background } from '../../usecases/background.ts';
import { createConnection, type Connection } from './connection.ts';
import { createDialPaces } from './dial-paces.ts';
import type { CreateEndpointServer } from './endpoint-server.ts';
import { firstReport } from './first-report.ts';
import { createKeepAlive } from './keep-alive.ts';
import { keepLeases } from './leases.ts';
import { createReportWriter } from './report-writer.ts';

export interface ServedEndpoint {
  readonly endpoint: Endpoint;
  readonly createServer: CreateEndpointServer;
}

export interface XiaozhiDoorOptions {
  readonly endpoints: readonly ServedEndpoint[];
  readonly register: EndpointRegister;
  /** Names this process, among all on one store. */
  readonly holder: string;
  /** How long an endpoint may say nothing, not even answer a ping. */
  readonly silenceMs: number;
  readonly clock: Clock;
  /** 0 ≤ chance < 1 */
  readonly chance: () => number;
  readonly background: Background;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface XiaozhiDoor {
  /** Hangs up everywhere, and lets other processes have the endpoints. */
  close(): Promise<void>;
}

/** An endpoint as this process sees it. */
interface Post extends ServedEndpoint {
  report: EndpointReport;
  /** Also while it is being closed: the next one would replace it. */
  connection?: Connection;
  isLeaving: boolean;
}

/** Dials the endpoints that no other process on this store holds, and serves whoever asks there. */
export function openXiaozhiDoor(options: XiaozhiDoorOptions): XiaozhiDoor {
  const { register, holder, silenceMs, clock, background, log, metrics } = options;
  const shared = {
    ...options,
    // Who looks for himself dials, too, and keeps nobody from dialling.
    probePace: createDialPaces(clock).selfhosted,
    keepAlive: createKeepAlive(clock, silenceMs),
  };
  const dialPaces = createDialPaces(clock);
  const writer = createReportWriter(options);
  const posts = new Map(options.endpoints.map((served) => [served.endpoint.id, postOf(served)]));
  const leases = keepLeases({ ...options, ids: [...posts.keys()], onHeld, onLost });

  return {
    async close() {
      await leases.stop();
      await Promise.all([...posts.values()].map(leave));
      await writer.close();
      await letGo();
    },
  };

  function postOf(served: ServedEndpoint): Post {
    const report = firstReport(served.endpoint, 'waiting', clock.now());
    metrics.endpoint(report);
    return { ...served, report, isLeaving: false };
  }

  function onHeld(ids: ReadonlySet<string>): void {
    for (const [id, post] of posts) {
      if (ids.has(id)) take(id, post);
      else giveUp(id, post, 'standby', 'another process holds the xiaozhi endpoint now');
    }
  }

  function onLost(): void {
    for (const [id, post] of posts)
      giveUp(id, post, 'waiting', 'the store cannot be asked, so the xiaozhi endpoint is left');
  }

  function take(id: string, post: Post): void {
    if (post.connection) return;
    const { endpoint, createServer } = post;
    post.connection = createConnection({
      ...shared,
      endpoint,
      createServer,
      dialPace: dialPaces[endpoint.kind],
      onReport(report) {
        see(post, report);
        writer.say(id, report);
      },
    });
  }

  function giveUp(id: string, post: Post, status: EndpointStatus, why: string): void {
    if (post.isLeaving) return;
    const { connection, endpoint } = post;
    if (!connection && post.report.status !== status) see(post, firstReport(endpoint, status, clock.now()));
    if (!connection) return;
    log.warn({ endpoint: endpoint.name }, why);
    background('leave an endpoint', async () => {
      await leave(post);
      writer.forget(id);
      see(post, firstReport(endpoint, status, clock.now()));
    });
  }

  async function leave(post: Post): Promise<void> {
    post.isLeaving = true;
    await post.connection?.stop();
    delete post.connection;
    post.isLeaving = false;
  }

  function see(post: Post, report: EndpointReport): void {
    post.report = report;
    metrics.endpoint(report);
  }

  /** The leases run out by themselves, only later. */
  async function letGo(): Promise<void> {
    try {
      await register.release(holder);
    } catch (thrown) {
      log.warn({}, `the endpoints were not given up: ${toFailure(thrown).message}`);
    }
  }
}
