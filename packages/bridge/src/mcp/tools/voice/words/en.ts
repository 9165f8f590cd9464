import type { Words } from '../words.ts';

export function en(assistant: string): Words {
  const away = `${assistant} cannot be reached right now. Please try again later.`;
  const broken = `${assistant} could not finish this. Please try again later.`;
  const setUp = `The connection to ${assistant} is not set up right. Please ask whoever runs it.`;
  return {
    processIntent: {
      title: `Hand over to ${assistant}`,
      description:
        `Hands work that takes a while over to ${assistant}, an OpenClaw agent, and returns a task number at once, without the result. ` +
        `Use it when the user says "have ${assistant} ...", or wants something researched, written or arranged. ` +
        `Then tell the user in one sentence that ${assistant} has the task, and its number; get_task_result fetches the result later.`,
    },
    getTaskResult: {
      title: 'Result of a task',
      description:
        `Fetches the result of a task of ${assistant}. Use it when the user asks what came of something. ` +
        'Without task_id it is the newest task whose result the user has not heard, or else the one heard last. ' +
        'processing means that it is still worked on: tell the user to ask later, and do not call again and again. ' +
        'Long results have pages: when the user says "continue", call it again with the same task_id and the next page.',
    },
    askJarvis: {
      title: `Ask ${assistant}`,
      description:
        `Asks ${assistant}, an OpenClaw agent with its own tools, the internet and a memory, waits some seconds and returns an answer that can be read out. ` +
        `Use it when the user wants to ask ${assistant}, or you do not know the answer. Say "Let me ask ${assistant}" first. ` +
        'On processing, tell the user that it is worked on, and use get_task_result later. ' +
        'When the answer ends by offering to continue and the user says so, call get_task_result with the page it names.',
    },
    executeTask: {
      title: `Have ${assistant} do something`,
      description:
        `Has ${assistant} do something now, such as send a message, look into a calendar or switch a device, waits some seconds and returns the result. ` +
        'What takes longer returns processing and a task number: tell the user that it is worked on, and use get_task_result later.',
    },
    getStatus: {
      title: `Status of ${assistant}`,
      description: `Checks whether ${assistant} can be reached, and what it can do. Use it when the user asks for it, or when another tool failed.`,
    },
    fields: {
      intent: 'What the user wants, in a whole sentence.',
      context: 'What helps to understand it, such as what was said before.',
      userId: 'Name or id of the user.',
      callbackChannel:
        'Who is told of the end: the name of a configured notifier, or channel:recipient such as telegram:12345.',
      taskId:
        'Number of the task, such as task_1 or 1. Leave it out for the newest whose result was not heard, or else the one heard last.',
      page: 'Which page, from 1.',
      question: 'The question, in a whole sentence.',
      taskDescription: 'What to do, in a whole sentence.',
      parameters: 'Parameters of the task, such as a time, a place or a person.',
    },
    instructions:
      `The voice tools talk to ${assistant}: ask_jarvis asks and waits, process_intent hands over long work, get_task_result fetches results. ` +
      'Answers can be read out; what begins with "By the way" is the result of an earlier task: tell it, too.',
    plain: { codeLeftOut: 'code left out', link: 'a link', fullStop: '.', comma: ', ' },

    aboutContext: (context) => `Context: ${context}`,
    aboutUser: (user) => `User: ${user}`,
    aboutParameters: (parameters) => `Parameters: ${parameters}`,
    answerAloud: '(Answer in at most 50 words of plain speech that can be read out, without Markdown.)',
    reportAloud:
      '(When it is done, say the result first, in at most 50 words of plain speech that can be read out, without Markdown.)',

    handedOver: (number) =>
      `All right, ${assistant} has it as task ${number}. Ask me for the result of task ${number} later.`,
    untold: 'But the channel that was named cannot be told, so please ask me for the result.',
    workedOn: (number) =>
      `${assistant} is still working on ${nameOf(number)}. Please ask me for the result later.`,
    more: (page) => `There is more: say "continue" to hear page ${page}.`,
    again: (page, number) =>
      `There is more: say "continue" to hear all of page ${page} of ${nameOf(number)}.`,
    nothing: 'It is done, and there is nothing to say about it.',
    alsoDone: (number, result) => `By the way, task ${number} is done: ${result}`,
    alsoFailed: (number, reason) => `By the way, task ${number} was not done: ${reason}`,
    alsoMore: (number) => `Ask for the result of task ${number} to hear all of it.`,
    othersWait: (count) =>
      count === 1 ? 'One more task has a result.' : `${count} more tasks have results.`,
    slow: `${assistant} is there, but slow to answer.`,
    failures: {
      invalid_input: 'I did not understand that. Please say it in other words.',
      unknown_instance: setUp,
      unknown_task: 'I do not know that task. Please tell me its number.',
      unknown_conversation: 'I do not know that conversation.',
      unknown_message: 'I do not know that message.',
      unknown_approval: 'I do not know that approval.',
      unknown_token: setUp,
      unknown_thread: setUp,
      unknown_user: setUp,
      unknown_upload: setUp,
      not_signed_in: setUp,
      too_many: setUp,
      unknown_grant: setUp,
      not_allowed: 'Sorry, you may not do that.',
      not_cancellable: 'That task has ended and cannot be cancelled any more.',
      idempotency_conflict: 'That collides with an earlier request. Please say it again.',
      gateway_unreachable: away,
      connection_lost: away,
      gateway_unauthorized: setUp,
      gateway_forbidden: setUp,
      pairing_required: `${assistant} has not paired with this device yet. Please ask whoever runs it.`,
      insecure_url: setUp,
      endpoint_missing: setUp,
      gateway_refused: `${assistant} cannot take tasks right now. Please try again later.`,
      gateway_failed: broken,
      bad_answer: broken,
      empty_answer: `${assistant} did not answer. Please ask again.`,
      answer_too_large: 'The answer was too long. Please ask for less at once.',
      run_interrupted: 'The task was interrupted and is not done. Please ask again.',
      run_timeout: 'The task took too long and is not done.',
      cancelled: 'The task was cancelled.',
      notify_failed: 'The notice could not be sent.',
      notify_refused: 'The notice was refused.',
      store_unavailable: 'I cannot keep tasks right now. Please try again later.',
      issuer_unavailable: setUp,
      config_invalid: setUp,
      service_failed: setUp,
      port_in_use: setUp,
      shutting_down: 'The bridge is restarting. Please ask for the result in a moment.',
      internal: 'Something went wrong in the bridge. Please try again later.',
    },
  };
}

function nameOf(number: number | undefined): string {
  return number === undefined ? 'that task' : `task ${number}`;
}
