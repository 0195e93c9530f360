// A bot's words as paragraphs of text, with the clinic's telephone numbers to press. Never as markup.
import { html, type TemplateResult } from "lit/html.js";
import type { View } from "./view";

/** The address that a telephone number dials. The zero of "+44 (0)20" is for calls inside the country alone. */
export const dial = (number: string): string =>
  `tel:${number.replace(/^(\s*\+[\d\s]+)\(0\)/, "$1").replace(/[^+0-9]/g, "")}`;

/** A line with the emergency number, which it dials where it is known. */
export const emergencyLine = (view: View, key: "offlineEmergency" | "noticeEmergency"): TemplateResult =>
  view.emergency
    ? html`<a href=${dial(view.emergency)}>${view.say(key)}</a>`
    : html`${view.say(key)}`;

/** `text` cut at each of the `numbers`, which stand at the odd places of the list. */
export function cut(text: string, numbers: string[]): string[] {
  const known = numbers.filter((number) => /^\+?[0-9][0-9 ()-]+$/.test(number)).sort((a, b) => b.length - a.length);
  if (!known.length) return [text];
  const pattern = known.map((number) => number.replace(/[+()]/g, "\\$&")).join("|");
  return text.split(new RegExp(`(?<![0-9])(${pattern})(?![0-9])`));
}

const FIRST_SENTENCE = /^[^.!?؟।。]*[.!?؟।。]/;

/** The words' lines as paragraphs; with `lead`, the first sentence of each stands out. */
export function paragraphs(text: string, numbers: string[], lead = false): TemplateResult[] {
  const pressed = (words: string): (string | TemplateResult)[] =>
    cut(words, numbers).map((part, index) => (index % 2 ? html`<a class="number" href=${dial(part)}>${part}</a>` : part));
  return text
    .split(/\n+/)
    .filter((line) => line.trim())
    .map((line) => {
      const first = (lead && FIRST_SENTENCE.exec(line)?.[0]) || "";
      return html`<p dir="auto">${first ? html`<strong>${pressed(first)}</strong>` : ""}${pressed(line.slice(first.length))}</p>`;
    });
}
