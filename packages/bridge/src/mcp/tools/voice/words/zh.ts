import type { Words } from '../words.ts';

export function zh(assistant: string): Words {
  const away = `${assistant}暂时连不上，请稍后再试。`;
  const broken = `${assistant}这次没能完成，请稍后再试。`;
  const setUp = `${assistant}的连接设置有问题，请管理员检查。`;
  const internal = '桥接程序出错了，请稍后再试。';
  return {
    processIntent: {
      title: `交给${assistant}办`,
      description:
        `把需要较长时间的事情交给${assistant}（OpenClaw智能体）在后台处理，立即返回任务编号，不等结果。` +
        `用户说“让${assistant}去……”“帮我整理、调研、写、安排……”时使用。` +
        `调用后请立刻用一句话告诉用户任务已交给${assistant}，并说出任务编号；之后用get_task_result查询结果。`,
    },
    getTaskResult: {
      title: '查询任务结果',
      description:
        `查询交给${assistant}的任务的结果。用户问“结果怎么样”“任务1好了吗”时使用；` +
        '不填task_id就是最近交办、还没听到结果的任务，都听过了就是上次播报的那个。' +
        '返回processing表示仍在处理：告诉用户稍后再问，不要连续反复调用。' +
        '内容较长时会分页：用户说“继续”时，用同一个task_id和下一页的page再次调用。',
    },
    askJarvis: {
      title: `问${assistant}`,
      description:
        `向${assistant}（OpenClaw智能体，能联网、查资料、用工具、记住以前的对话）提问，等几秒并返回可以直接朗读的回答。` +
        `用户说“问问${assistant}……”，或者你自己不知道答案时使用。调用前先说一句“好的，我问一下${assistant}”。` +
        '返回processing时告诉用户正在处理，稍后用get_task_result查询。' +
        '回答末尾提示说“继续”时，用户说继续就用get_task_result加提示的page查询。',
    },
    executeTask: {
      title: `让${assistant}执行任务`,
      description:
        `让${assistant}马上执行一个任务，比如发消息、查日程、控制设备，等几秒并返回结果。` +
        '几秒内完不成会返回processing和任务编号：告诉用户已在处理，稍后用get_task_result查询。',
    },
    getStatus: {
      title: `${assistant}的状态`,
      description: `检查${assistant}是否在线、能做什么。用户问“${assistant}在吗”，或者其他工具出错时使用。`,
    },
    fields: {
      intent: '用户想做的事，用完整的话描述。',
      context: '有助于理解的背景，例如前面的对话。',
      userId: '用户的名字或编号。',
      callbackChannel: '完成后通知到哪里：已配置的通知名称，或“渠道:接收人”，例如telegram:12345。',
      taskId: '任务编号，例如task_1或1。不填就是最近交办、还没听到结果的任务，都听过了就是上次播报的那个。',
      page: '第几页，从1开始。',
      question: '要问的问题，用完整的话。',
      taskDescription: '要执行的任务，用完整的话描述。',
      parameters: '任务的参数，例如时间、地点、对象。',
    },
    instructions:
      `可以通过语音工具和${assistant}对话：ask_jarvis提问并等待，process_intent交办较久的事，get_task_result查询结果。` +
      '回答可以直接朗读；以“另外”开头的话是之前任务的结果，请一并告诉用户。',
    plain: { codeLeftOut: '代码已省略', link: '链接', fullStop: '。', comma: '，' },

    aboutContext: (context) => `背景：${context}`,
    aboutUser: (user) => `用户：${user}`,
    aboutParameters: (parameters) => `参数：${parameters}`,
    answerAloud: '（请用不超过80字、可直接朗读的口语回答，不要Markdown。）',
    reportAloud: '（完成后，请用不超过80字、可直接朗读的口语先说结果，不要Markdown。）',

    handedOver: (number) =>
      `好的，已交给${assistant}处理，这是任务${number}。稍后可以问我任务${number}的结果。`,
    untold: '不过指定的通知渠道用不了，完成后不会发通知，请稍后来问我。',
    workedOn: (number) => `${assistant}还在处理${nameOf(number)}，请稍后再问我结果。`,
    more: (page) => `内容较长，说“继续”可以听下一段（第${page}页）。`,
    again: (page, number) => `内容较长，说“继续”可以听${nameOf(number)}的完整内容（第${page}页）。`,
    nothing: '已经完成，没有需要说的内容。',
    alsoDone: (number, result) => `另外，刚才的任务${number}已完成：${result}`,
    alsoFailed: (number, reason) => `另外，刚才的任务${number}没有完成：${reason}`,
    alsoMore: (number) => `想听完整内容，可以问任务${number}的结果。`,
    othersWait: (count) => `还有${count}个任务也有结果了。`,
    slow: `${assistant}在线，但反应比较慢。`,
    failures: {
      invalid_input: '这个请求我没听明白，请换个说法再试。',
      unknown_instance: setUp,
      unknown_task: '没有找到这个任务，请说一下任务编号。',
      unknown_conversation: '没有找到这个会话。',
      unknown_message: '没有找到这条消息。',
      unknown_approval: '没有找到这个审批。',
      unknown_token: setUp,
      unknown_thread: setUp,
      unknown_user: setUp,
      unknown_upload: setUp,
      not_signed_in: setUp,
      too_many: setUp,
      unknown_grant: setUp,
      not_allowed: '抱歉，你没有权限这样做。',
      not_cancellable: '这个任务已经结束，不能取消了。',
      idempotency_conflict: '这个请求和之前的冲突了，请再说一遍。',
      gateway_unreachable: away,
      connection_lost: away,
      gateway_unauthorized: setUp,
      gateway_forbidden: setUp,
      pairing_required: `${assistant}还没有允许这个设备配对，请管理员确认。`,
      insecure_url: setUp,
      endpoint_missing: setUp,
      gateway_refused: `${assistant}现在不能接受任务，请稍后再试。`,
      gateway_failed: broken,
      bad_answer: broken,
      empty_answer: `${assistant}没有给出回答，请再问一次。`,
      answer_too_large: '回答太长了，请问得更具体一些。',
      run_interrupted: '任务中途被打断了，没有完成，请再说一遍。',
      run_timeout: '任务花的时间太长，没有完成。',
      cancelled: '任务已经取消。',
      notify_failed: '通知没有发出去。',
      notify_refused: '通知没有被接收。',
      store_unavailable: '暂时记不住任务，请稍后再试。',
      issuer_unavailable: setUp,
      config_invalid: setUp,
      service_failed: setUp,
      port_in_use: setUp,
      shutting_down: '桥接程序正在重启，请过一会儿再问结果。',
      internal,
    },
  };
}

function nameOf(number: number | undefined): string {
  return number === undefined ? '这个任务' : `任务${number}`;
}
