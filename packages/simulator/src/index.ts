export { startModel } from './model.ts';
export { requirements } from './requirements.ts';
export { startSimulator } from './simulator.ts';

export type { InboundMessage, SeededConversation } from './inbound.ts';
export type { Model } from './model.ts';
export type { SentMessage } from './post.ts';
export type { Requirement } from './requirements.ts';
export type { Simulator, SimulatorOptions } from './simulator.ts';
export type { SimulatedTurn } from './turns.ts';
