import type { Locale } from '../pages/locale.ts';
import { renderProblem } from '../pages/problem.ts';

/** Why a person gets no further in the browser. */
export type Problem =
  | 'expired'
  | 'unknown_client'
  | 'redirect'
  | 'request'
  | 'foreign_form'
  | 'busy'
  | 'away'
  | 'internal';

interface Words {
  readonly title: string;
  readonly message: string;
  readonly hint: string;
}

const AGAIN = {
  en: 'Go back to your app and connect again.',
  zh: '请回到你的应用，重新连接。',
} as const;

const WORDS: Readonly<Record<Problem, Readonly<Record<Locale, Words>>>> = {
  expired: {
    en: {
      title: 'This sign-in is over',
      message: 'It took too long, was finished before, or began in another browser.',
      hint: AGAIN.en,
    },
    zh: {
      title: '此次登录已结束',
      message: '用时太久、已经完成，或是在另一个浏览器中开始的。',
      hint: AGAIN.zh,
    },
  },
  unknown_client: {
    en: {
      title: 'This app is not known here',
      message: 'It registered too long ago without being used, or somewhere else.',
      hint: 'Remove the connection in your app and add it again: it then registers anew.',
    },
    zh: {
      title: '这里不认识这个应用',
      message: '它注册后太久没有使用，或者是在别处注册的。',
      hint: '请在应用中删除此连接并重新添加，它会重新注册。',
    },
  },
  redirect: {
    en: {
      title: 'The answer would go to the wrong place',
      message: 'The app wants to be answered at an address it did not register.',
      hint: 'If you did not begin this yourself, close this page. Otherwise remove the connection in your app and add it again.',
    },
    zh: {
      title: '回复会发往错误的地址',
      message: '该应用要求把回复发往一个它没有注册过的地址。',
      hint: '如果不是你自己发起的，请关闭此页面；否则请在应用中删除此连接并重新添加。',
    },
  },
  request: {
    en: {
      title: 'The request of the app cannot be answered',
      message: 'It is not what an app should ask.',
      hint: 'Update the app, and connect again.',
    },
    zh: { title: '无法回应该应用的请求', message: '应用的请求不符合规范。', hint: '请更新应用后重新连接。' },
  },
  foreign_form: {
    en: {
      title: 'This did not come from here',
      message: 'The form was not sent by the page of this sign-in.',
      hint: AGAIN.en,
    },
    zh: { title: '请求不是从这里发出的', message: '该表单不是由本次登录的页面提交的。', hint: AGAIN.zh },
  },
  busy: {
    en: {
      title: 'One moment, please',
      message: 'Too many sign-ins begin at this moment.',
      hint: AGAIN.en,
    },
    zh: { title: '请稍候', message: '此刻发起的登录太多。', hint: AGAIN.zh },
  },
  away: {
    en: {
      title: 'Not at this moment',
      message: 'clawbridge cannot look anything up right now.',
      hint: 'Try again in a moment. If it stays so, the log of clawbridge says what happened.',
    },
    zh: {
      title: '暂时不可用',
      message: 'clawbridge 现在无法查询任何数据。',
      hint: '请稍后再试；如果一直如此，clawbridge 的日志中有详细信息。',
    },
  },
  internal: {
    en: {
      title: 'Something went wrong here',
      message: 'clawbridge could not do it.',
      hint: 'Try again in a moment. The log of clawbridge says what happened.',
    },
    zh: {
      title: '出了点问题',
      message: 'clawbridge 未能完成操作。',
      hint: '请稍后再试，clawbridge 的日志中有详细信息。',
    },
  },
};

/** The code of an OAuth error as what it means for whoever sits before it. */
export function problemOf(error: string): Problem {
  switch (error) {
    case 'invalid_client':
      return 'unknown_client';
    case 'invalid_redirect_uri':
      return 'redirect';
    case 'server_error':
      return 'internal';
    default:
      return 'request';
  }
}

/** `detail` is what exactly is wrong, for who wrote the app. */
export function problemPage(problem: Problem, locale: Locale, detail?: string): string {
  const { title, message, hint } = WORDS[problem][locale];
  return renderProblem({
    title,
    message: detail === undefined ? message : `${message} (${detail})`,
    hint,
    locale,
  });
}
