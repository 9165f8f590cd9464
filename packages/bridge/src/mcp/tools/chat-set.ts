import { openclawChat } from './openclaw-chat.ts';
import { openclawChatAsync } from './openclaw-chat-async.ts';
import { openclawInstances } from './openclaw-instances.ts';
import { openclawStatus } from './openclaw-status.ts';
import { openclawTaskCancel } from './openclaw-task-cancel.ts';
import { openclawTaskList } from './openclaw-task-list.ts';
import { openclawTaskStatus } from './openclaw-task-status.ts';
import type { Tool } from './tool.ts';

/** Ask an agent, at once or in the background. The order is the order clients show. */
export const chatSet: readonly Tool[] = [
  openclawChat,
  openclawStatus,
  openclawChatAsync,
  openclawTaskStatus,
  openclawTaskList,
  openclawTaskCancel,
  openclawInstances,
];
