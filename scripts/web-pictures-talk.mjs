// What is said in the pictures of the web chat.

/** Of the person in the English pictures; the last one is the one that is looked at. */
export const ENGLISH = [
  {
    title: 'Birthday card for Grandma',
    turns: [
      {
        said: 'Four lines for the card, please. She turns 80.',
        answer: 'Eighty years of open doors, of apple cake and stories …',
      },
    ],
  },
  {
    title: 'Why is the kitchen radio silent?',
    turns: [
      {
        said: 'The kitchen radio is silent since this morning.',
        answer: 'It has lost its address. I gave it a fixed one; it plays again.',
      },
    ],
  },
  {
    title: 'Shopping for Sunday',
    turns: [
      {
        said: 'What do we need for six people?',
        answer: 'I put eleven things on the list, and left out the rice: there is enough.',
      },
    ],
  },
  {
    title: 'Backup of the photos',
    turns: [
      {
        said: 'Has the backup of the photos worked this week? Here is the graph of the disk.',
        picture: 'disk.png',
        tools: ['Exec restic snapshots --latest 3', 'Read /var/log/backup.log'],
        answer: `Yes, **every night**. The three newest snapshots:

| night | new files | size | took |
| :--- | ---: | ---: | ---: |
| Friday | 214 | 1.9 GB | 4 min |
| Saturday | 38 | 310 MB | 1 min |
| Sunday | 1,102 | 9.4 GB | 17 min |

Sunday was large because of the holiday pictures. The disk is 81 % full; this frees about 60 GB and keeps a year:

\`\`\`sh
restic forget --keep-daily 14 --keep-monthly 12 --prune
\`\`\``,
      },
      {
        said: 'Good. Please do that.',
        approval: 'restic forget --keep-daily 14 --keep-monthly 12 --prune',
      },
    ],
  },
];

/** Of the person in the Chinese picture. */
export const CHINESE = [
  {
    title: '给奶奶的生日贺卡',
    turns: [{ said: '请写四行祝词，她八十岁了。', answer: '八十载春秋，门常开，茶常热……' }],
  },
  {
    title: '周日的购物清单',
    turns: [{ said: '六个人吃饭要买什么？', answer: '清单上有十一样；米还够，就没写。' }],
  },
  {
    title: '照片备份',
    turns: [
      {
        said: '这周的照片备份成功了吗？',
        tools: ['Exec restic snapshots --latest 3'],
        answer: `成功，**每晚都有**。最近三次：

| 日期 | 新文件 | 大小 | 用时 |
| :--- | ---: | ---: | ---: |
| 周五 | 214 | 1.9 GB | 4 分钟 |
| 周六 | 38 | 310 MB | 1 分钟 |
| 周日 | 1,102 | 9.4 GB | 17 分钟 |

磁盘已用 81%。下面的命令大约能腾出 60 GB，并保留一年：

\`\`\`sh
restic forget --keep-daily 14 --keep-monthly 12 --prune
\`\`\``,
      },
      { said: '好，请执行。', approval: 'restic forget --keep-daily 14 --keep-monthly 12 --prune' },
    ],
  },
];

/** What hangs on a message, as HTML that a browser draws. */
export const PICTURES = {
  'disk.png': `<svg xmlns="http://www.w3.org/2000/svg" width="520" height="150" style="font:13px sans-serif;background:#fff">
    <text x="16" y="24" fill="#333">Disk in use, %</text>
    <g stroke="#ddd"><path d="M16 45H504M16 80H504M16 115H504"/></g>
    <path d="M16 108 90 106 164 100 238 98 312 84 386 78 460 48 504 45V136H16Z" fill="#c7dcf3"/>
    <path d="M16 108 90 106 164 100 238 98 312 84 386 78 460 48 504 45" fill="none" stroke="#2563a8" stroke-width="3"/>
  </svg>`,
};
