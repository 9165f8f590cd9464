/** The tools clients know, in the order they are shown. Their names are a contract. */
export const CHAT_TOOLS = [
  'openclaw_chat',
  'openclaw_status',
  'openclaw_chat_async',
  'openclaw_task_status',
  'openclaw_task_list',
  'openclaw_task_cancel',
  'openclaw_instances',
];

/** Those of `openclaw mcp serve`. */
export const CONVERSATION_TOOLS = [
  'conversations_list',
  'conversation_get',
  'messages_read',
  'attachments_fetch',
  'events_poll',
  'events_wait',
  'messages_send',
  'permissions_list_open',
  'permissions_respond',
];

/** Those people know from voice devices. */
export const VOICE_TOOLS = ['process_intent', 'get_task_result', 'ask_jarvis', 'execute_task', 'get_status'];
