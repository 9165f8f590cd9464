import type { ExecMode, GatewayUnderTest } from './contract/contract.ts';
import { describeGateway } from './gateway.testsuite.ts';
import type { SentMessage } from './post.ts';
import { startSimulator } from './simulator.ts';

describeGateway('simulator', boot);

/** The exec mode needs no switch: here the message itself says whether a command needs approval. */
async function boot(_exec: ExecMode): Promise<GatewayUnderTest> {
  const [local, remote] = [await startSimulator(), await startSimulator({ remote: true })];
  return {
    wsUrl: local.wsUrl,
    httpUrl: local.httpUrl,
    token: local.token,
    remote: {
      wsUrl: remote.wsUrl,
      headers: {},
      approveDevice: async (requestId) => remote.approveDevice(requestId),
    },
    channel: 'telegram',
    sent: async () => local.sent.flatMap(perFile),
    seedConversation: async (conversation) => local.seedConversation(conversation),
    receive: async ({ sessionKey, from, text }) => {
      local.seedConversation({ sessionKey, channel: 'telegram', to: from, accountId: 'default' });
      local.receive({ sessionKey, text, senderIsOwner: from === 'owner' });
    },
    kill: () => local.kill(),
    start: () => local.start(),
    terminate: () => local.terminate(),
    stop: async () => {
      await Promise.all([local.stop(), remote.stop()]);
    },
  };
}

/** A real channel sends each file on its own, the first with the text. */
function perFile(message: SentMessage): readonly SentMessage[] {
  const { mediaUrls = [], ...rest } = message;
  if (mediaUrls.length === 0) return [message];
  return mediaUrls.map((mediaUrl, index) => ({ ...rest, text: index === 0 ? rest.text : '', mediaUrl }));
}
