// A bot's words as paragraphs of text, with the clinic's telephone numbers to press. Never as markup.
import { html, type TemplateResult } from "lit/html.js";

/** The address that a telephone number dials. */
export const dial = (number: string): string => `tel:${number.replace(/[^+0-9]/g, "")}`;

/** `text` cut at each of the `numbers`, which stand at the odd places of the list. */
export function cut(text: string, numbers: string[]): string[] {
  const known = numbers.filter((number) => /^\+?[0-9][0-9 ()-]+$/.test(number)).sort((a, b) => b.length - a.length);
  if (!known.length) return [text];
  const pattern = known.map((number) => number.replace(/[+()]/g, "\\$&")).join("|");
  return text.split(new RegExp(`(?<![0-9])(${pattern})(?![0-9])`));
}

export function paragraphs(text: string, numbers: string[]): TemplateResult[] {
  return text
    .split(/\n+/)
    .filter((line) => line.trim())
    .map(
      (line) =>
        html`<p dir="auto">${cut(line, numbers).map((part, index) =>
          index % 2 ? html`<a class="number" href=${dial(part)}>${part}</a>` : part,
        )}</p>`,
    );
}
