import type { XiaozhiTool } from './tool.ts';

const UNSAYABLE = /[^a-zA-Z0-9_\-\u4e00-\u9fff]/g;

/** The tools of a device: their names are rewritten for its language model, and mapped back in a call. */
export class ToolNames {
  readonly #tools = new Map<string, XiaozhiTool>();
  readonly #originals = new Map<string, string>();

  add(tools: readonly XiaozhiTool[]): void {
    for (const tool of tools) {
      const name = tool.name.replaceAll(UNSAYABLE, '_');
      this.#tools.set(name, { ...tool, name });
      this.#originals.set(name, tool.name);
    }
  }

  /** Their descriptions have the rewritten names, too. */
  tools(): readonly XiaozhiTool[] {
    return [...this.#tools.values()].map((tool) => ({
      ...tool,
      description: this.#rewrite(tool.description),
    }));
  }

  original(name: string): string {
    return this.#originals.get(name) ?? name;
  }

  #rewrite(description: string): string {
    let text = description;
    for (const [name, original] of this.#originals) text = text.replaceAll(original, name);
    return text;
  }
}
