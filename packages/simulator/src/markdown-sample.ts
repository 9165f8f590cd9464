/** An answer with everything in it that an agent writes with, and some that no page may run. */
export const MARKDOWN_SAMPLE = `# A heading

Some **bold**, some *slanted*, some ~~struck~~ and some \`inline code\`, with [a link](https://example.org/docs "Docs").

## What was found

| file | lines | changed |
| :--- | ----: | :-----: |
| \`src/main.ts\` | 128 | yes |
| \`README.md\` | 42 | no |

1. First one thing,
2. then another:
   - with a part
   - and a second

- [x] done
- [ ] still to do

> A quotation
> of two lines.

\`\`\`ts
export function greet(name: string): string {
  return \`Hello, \${name}!\`; // 你好
}
\`\`\`

\`\`\`sh
npm install && npm start
\`\`\`

---

<script>document.title = 'run';</script><img src="x" onerror="document.title = 'run'"> [press](javascript:alert(1))

最后一行：中文也可以。
`;
