// The widget's words: one JSON file a language, and what a page sets in their place.
import en from "./strings/en.json";
import es from "./strings/es.json";

export type Strings = { [Key in keyof typeof en]: string };

const LANGUAGES: Record<string, Strings> = { en, es };
const RIGHT_TO_LEFT = /^(ar|dv|fa|he|ku|ps|sd|ug|ur|yi)\b/i;

const codeOf = (language: string): string => language.toLowerCase().split("-")[0] ?? "";

/** Whether there are words for a language tag. */
export const hasWords = (language: string): boolean => Object.hasOwn(LANGUAGES, codeOf(language));

/** Words for a language tag such as `es-MX`, with a page's own in their place; English where there are none. */
export function stringsFor(language: string, own: Record<string, unknown> = {}): Strings {
  const words: Strings = { ...(hasWords(language) ? LANGUAGES[codeOf(language)]! : en) };
  for (const key of Object.keys(words) as (keyof Strings)[]) {
    const value = own[key];
    if (typeof value === "string") words[key] = value;
  }
  return words;
}

/** Whether a language is written from right to left. */
export const isRightToLeft = (language: string): boolean => RIGHT_TO_LEFT.test(language);

/** `text` with each `{name}` replaced by the value of that name. */
export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
