/** How the pages look: one column that fits a telephone, in the colours the system asks for. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f4f2ed; --card: #ffffff; --ink: #1d2226; --soft: #565d64; --line: #d9d5cc; --edge: #85817a;
  --accent: #0a655d; --on-accent: #ffffff; --quiet: #f0eee8;
  --warn: #fff3db; --on-warn: #6a4100; --warn-line: #e9c98a;
  --bad: #fdecea; --on-bad: #8c1d18; --bad-line: #f0b5b0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #131618; --card: #1c2023; --ink: #e9e7e3; --soft: #a9afb5; --line: #343a3f; --edge: #7b838a;
    --accent: #6fd0c2; --on-accent: #06302b; --quiet: #262b2f;
    --warn: #32270f; --on-warn: #f2d08e; --warn-line: #6b5420;
    --bad: #381917; --on-bad: #ffb4ab; --bad-line: #7a332d;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; padding: 1.25rem 1rem;
  display: flex; flex-direction: column; align-items: center; gap: 1rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
}
header, main, footer { width: 100%; max-width: 30rem; }
header { display: flex; align-items: center; gap: .55rem; font-weight: 600; }
header svg { width: 1.7rem; height: 1.7rem; color: var(--accent); flex: none; }
main { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 1.5rem; }
footer { font-size: .875rem; color: var(--soft); display: flex; justify-content: space-between; gap: 1rem; }
@media (min-width: 40rem) {
  body { padding-top: 3rem; }
  main { padding: 2rem; }
}
h1 { margin: 0 0 .5rem; font-size: 1.375rem; line-height: 1.3; overflow-wrap: anywhere; text-wrap: balance; }
p { margin: 0 0 .75rem; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: .15em; }
.soft { color: var(--soft); }
.small { font-size: .875rem; line-height: 1.45; }
.place { background: var(--quiet); border-radius: .75rem; padding: .85rem 1rem; margin: 1rem 0; }
.place p { margin: 0; }
.place .host {
  margin: .1rem 0 .35rem; font: 600 1.25rem/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  direction: ltr; unicode-bidi: isolate;
}
.notice { border: 1px solid var(--bad-line); background: var(--bad); color: var(--on-bad); border-radius: .75rem; padding: .75rem 1rem; margin: 1rem 0; }
.notice p:last-child { margin: 0; }
fieldset { border: 0; margin: 1.25rem 0 0; padding: 0; min-width: 0; }
legend { padding: 0; margin-bottom: .25rem; font-weight: 600; }
.choice { display: grid; grid-template-columns: auto 1fr; gap: 0 .75rem; padding: .7rem 0; border-top: 1px solid var(--line); cursor: pointer; }
legend + .choice { border-top: 0; }
.choice input { width: 1.25rem; height: 1.25rem; margin: .125rem 0 0; accent-color: var(--accent); cursor: pointer; }
.choice span { grid-column: 2; overflow-wrap: anywhere; }
.choice .warn { margin-top: .4rem; }
.warn { background: var(--warn); color: var(--on-warn); border: 1px solid var(--warn-line); border-radius: .5rem; padding: .4rem .65rem; }
.field { display: block; font-weight: 600; margin: 1.25rem 0 .35rem; }
input[type="password"] {
  width: 100%; min-height: 3rem; padding: .5rem .85rem; font: inherit; color: inherit;
  background: var(--card); border: 1px solid var(--edge); border-radius: .65rem;
}
input[type="password"] + p { margin-top: .6rem; }
.buttons { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; margin: 1.5rem 0 1rem; }
.buttons.one { grid-template-columns: 1fr; }
button {
  min-height: 3rem; padding: .5rem 1rem; font: inherit; font-weight: 600; border-radius: .65rem; cursor: pointer;
  border: 1px solid var(--edge); background: transparent; color: var(--ink);
}
button:hover { background: var(--quiet); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.main:hover { background: color-mix(in srgb, var(--accent) 88%, var(--ink)); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
code { font: .9375em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--quiet); border-radius: .35rem; padding: .1em .35em; }
.last { margin-bottom: 0; }
@media (forced-colors: active) { button.main { border-width: 3px; } }
`;
