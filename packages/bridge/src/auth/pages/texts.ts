import { html, type Html } from './html.ts';
import type { Locale } from './locale.ts';

type Text = string | Html | ((...values: never[]) => string | Html);

/** A text in every language, or a group of texts. What is missing in one language does not compile. */
interface Texts {
  readonly [name: string]: Readonly<Record<Locale, Text>> | Texts;
}

/** Everything the pages say. */
export const texts = {
  language: { en: 'English', zh: '简体中文' },
  footer: { en: 'Your own bridge to OpenClaw', zh: '你自己的 OpenClaw 桥' },
  unnamed: { en: 'A program without a name', zh: '一个没有名字的程序' },
  quoted: { en: (name: string) => `“${name}”`, zh: (name: string) => `“${name}”` },

  signIn: {
    title: { en: 'Sign in', zh: '登录' },
    heading: { en: 'Sign in to clawbridge', zh: '登录 clawbridge' },
    why: {
      en: (client: Html) =>
        html`${client} wants to connect. Sign in first; what it may do you decide afterwards.`,
      zh: (client: Html) => html`${client} 想要连接。请先登录，之后由你决定它能做什么。`,
    },
    label: { en: 'Password', zh: '密码' },
    hint: {
      en: 'The owner’s password of this clawbridge, not that of your account elsewhere.',
      zh: '这里要的是此 clawbridge 的所有者密码，不是你在其他网站的密码。',
    },
    button: { en: 'Sign in', zh: '登录' },
    forgotten: {
      en: html`Forgotten? On the machine that runs clawbridge, <code>clawbridge passwd</code> sets a new one.`,
      zh: html`忘记了？在运行 clawbridge 的机器上执行 <code>clawbridge passwd</code> 设置新密码。`,
    },
  },

  refused: {
    wrong_password: { en: 'This is not the password.', zh: '密码不正确。' },
    too_many: {
      en: 'There were too many attempts; this one was not looked at.',
      zh: '尝试次数过多，这一次没有被检查。',
    },
    busy: {
      en: 'Many people are signing in at this moment; your password was not looked at.',
      zh: '此刻登录的人太多，你的密码还没有被检查。',
    },
    retry: {
      en: (wait: string) => ` Try again in ${wait}.`,
      zh: (wait: string) => `请在${wait}后重试。`,
    },
    seconds: {
      en: (count: number) => (count === 1 ? '1 second' : `${count} seconds`),
      zh: (count: number) => ` ${count} 秒`,
    },
    minutes: {
      en: (count: number) => (count === 1 ? '1 minute' : `${count} minutes`),
      zh: (count: number) => ` ${count} 分钟`,
    },
  },

  consent: {
    title: { en: 'Allow access?', zh: '允许访问？' },
    heading: {
      en: (client: Html) => html`${client} wants to use your OpenClaw`,
      zh: (client: Html) => html`${client} 想要使用你的 OpenClaw`,
    },
    unverified: {
      en: 'It calls itself that. Nobody has verified the name.',
      zh: '这是它自称的名字，未经任何人核实。',
    },
    verified: {
      en: (publisher: Html) => html`This name is published by ${publisher}.`,
      zh: (publisher: Html) => html`这个名字由 ${publisher} 发布。`,
    },
    sentTo: { en: 'Access goes to', zh: '访问权将交给' },
    place: {
      site: {
        en: 'If this is not the site you came from, deny.',
        zh: '如果你不是从这个网站过来的，请拒绝。',
      },
      computer: {
        en: 'A program on this computer, the one you are looking at. Any program here can give itself a name: deny unless you have just started this yourself.',
        zh: '这台电脑（你正在使用的这台）上的一个程序。这里的任何程序都可以自己取名：如果不是你刚刚亲自发起的，请拒绝。',
      },
      app: {
        en: 'An app on this device that opens links of this kind. Any app can say so: deny unless you have just started this yourself.',
        zh: '此设备上打开这类链接的应用。任何应用都可以这样声明：如果不是你刚刚亲自发起的，请拒绝。',
      },
    },
    scopes: { en: 'What it may do', zh: '它可以做什么' },
    careful: { en: 'Careful: ', zh: '注意：' },
    scope: {
      read: {
        title: { en: 'See', zh: '查看' },
        detail: {
          en: 'Read your conversations, events and waiting approvals.',
          zh: '阅读你的对话、事件和等待审批的请求。',
        },
      },
      chat: {
        title: { en: 'Talk', zh: '对话' },
        detail: {
          en: 'Give your agents work, and send messages in your name.',
          zh: '给你的智能体布置任务，并以你的名义发送消息。',
        },
      },
      approve: {
        title: { en: 'Decide', zh: '审批' },
        detail: {
          en: 'Say yes or no when an agent asks whether it may do something.',
          zh: '当智能体请求许可时，代你同意或拒绝。',
        },
      },
      admin: {
        title: { en: 'Watch over', zh: '监控' },
        detail: {
          en: 'See how this clawbridge works: its numbers at /metrics.',
          zh: '查看此 clawbridge 的运行情况：/metrics 中的各项指标。',
        },
      },
    },
    warning: {
      approve: {
        en: 'whoever controls this program can let your agents run commands on your machines.',
        zh: '控制这个程序的人可以让你的智能体在你的机器上执行命令。',
      },
      admin: {
        en: 'the numbers name your OpenClaws and what is done with them. Only programs that watch over clawbridge need them.',
        zh: '这些指标包含你的 OpenClaw 的名称和使用情况，只有监控 clawbridge 的程序才需要。',
      },
    },
    instances: { en: 'On which OpenClaw', zh: '用于哪些 OpenClaw' },
    nothing: {
      en: 'Nothing is ticked. Tick what it may do, or deny.',
      zh: '没有勾选任何内容。请勾选允许的内容，或者拒绝。',
    },
    allow: { en: 'Allow', zh: '允许' },
    deny: { en: 'Deny', zh: '拒绝' },
    signedInAs: {
      en: (person: string) => `Signed in as ${person}.`,
      zh: (person: string) => `已登录：${person}。`,
    },
  },

  noPassword: {
    title: { en: 'No password yet', zh: '尚未设置密码' },
    message: {
      en: 'Nobody can sign in here yet, because the owner of this clawbridge has not set a password.',
      zh: '现在还没有人能在这里登录，因为此 clawbridge 的所有者尚未设置密码。',
    },
    hint: {
      en: html`If that is you: run <code>clawbridge passwd</code> on the machine that runs clawbridge, with
        the same settings, and load this page again.`,
      zh: html`如果你就是所有者：在运行 clawbridge 的机器上，用相同的配置执行
        <code>clawbridge passwd</code>，然后重新加载此页面。`,
    },
  },
} satisfies Texts;
