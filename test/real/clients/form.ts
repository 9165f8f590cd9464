/** A control of a form as it stands on the page. */
interface Control {
  readonly type: string;
  readonly name: string;
  readonly value: string;
  readonly isChecked: boolean;
  readonly isDisabled: boolean;
}

export interface Form {
  /** Relative to the page; empty for the page itself. */
  readonly action: string;
  /** Fields and boxes, without the buttons. */
  readonly controls: readonly Control[];
  readonly buttons: readonly Control[];
}

/** The forms of a page of ours: plain HTML whose attributes stand in double quotes. */
export function readForms(html: string): readonly Form[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gis)].map(([, tag = '', inside = '']) => {
    const controls = [...inside.matchAll(/<(input|button)\b([^>]*)>/gi)].map(([, kind = '', rest = '']) =>
      readControl(kind.toLowerCase(), readAttributes(rest)),
    );
    const isButton = ({ type }: Control) => type === 'submit';
    return {
      action: readAttributes(tag).get('action') ?? '',
      controls: controls.filter((control) => !isButton(control)),
      buttons: controls.filter(isButton),
    };
  });
}

function readControl(kind: string, attributes: ReadonlyMap<string, string>): Control {
  const type = attributes.get('type') ?? (kind === 'button' ? 'submit' : 'text');
  const isBox = type === 'checkbox' || type === 'radio';
  return {
    type,
    name: attributes.get('name') ?? '',
    value: attributes.get('value') ?? (isBox ? 'on' : ''),
    isChecked: attributes.has('checked'),
    isDisabled: attributes.has('disabled'),
  };
}

function readAttributes(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(/([\w-]+)(?:="([^"]*)")?/g)];
  return new Map(found.map(([, name = '', value = '']) => [name.toLowerCase(), unescapeHtml(value)]));
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#x27': "'",
};

function unescapeHtml(text: string): string {
  return text.replace(/&(\w+|#\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
