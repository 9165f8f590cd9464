import { startSimulator } from '@clawbridge/simulator';
import { describeHearing } from './hearing.testsuite.ts';

describeHearing('the simulator', async () => {
  const gateway = await startSimulator();
  return {
    port: gateway.port,
    wsUrl: gateway.wsUrl,
    token: gateway.token,
    channel: 'telegram',
    seed: async (conversation) => gateway.seedConversation(conversation),
    async receive({ sessionKey, text, media = [] }) {
      const kept = media.map(({ path, contentType }) => ({
        url: `media://inbound/${path}`,
        contentType,
        kind: 'image',
      }));
      gateway.receive({
        sessionKey,
        text,
        senderIsOwner: true,
        ...(kept.length === 0 ? {} : { media: kept }),
      });
    },
    sent: async () => gateway.sent,
    stop: () => gateway.stop(),
  };
});
