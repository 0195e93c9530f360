// What a page sets: attributes of the script tag, or an object given to `ClinicAssistant.configure`.
import { pairFor } from "./colours";
import { hasWords, isRightToLeft, stringsFor, type Strings } from "./strings";

/** The names that a page may set; as attributes they are written `data-title`, `data-privacy-url` and so on. */
export interface Options {
  title?: string;
  greeting?: string;
  colour?: string;
  position?: string;
  lang?: string;
  dir?: string;
  open?: string | boolean;
  server?: string;
  emergency?: string;
  privacyUrl?: string;
  strings?: string | Record<string, unknown>;
}

export interface Config {
  strings: Strings;
  lang: string;
  dir: "ltr" | "rtl";
  position: "left" | "right";
  colours: { main: string; onMain: string };
  open: boolean;
  server: string;
  emergency: string;
  privacyUrl: string;
}

const COLOURS = { main: "#0b3c5d", onMain: "#ffffff" };

export const warn = (text: string): void => console.warn(`ClinicAssistant: ${text}`);

/** The options as they stand on a script tag. */
export function optionsOf(data: Record<string, string | undefined>): Options {
  const { title, greeting, position, lang, dir, open, server, emergency, privacyUrl, strings } = data;
  const colour = data.colour ?? data.color;
  return { title, greeting, colour, position, lang, dir, open, server, emergency, privacyUrl, strings };
}

/** Options checked and completed; what is wrong is told on the console and left out. */
export function configFrom(options: Options, page: { lang: string; dir: string; script: string; address: string }): Config {
  const wanted = options.lang || page.lang || "en";
  // English words on a page of another language are said to be English, and run as English does.
  const spoken = hasWords(wanted) || Boolean(options.strings);
  const lang = spoken ? wanted : "en";
  const strings = stringsFor(lang, own(options.strings));
  if (options.title) strings.title = options.title;
  if (options.greeting) strings.greeting = options.greeting;
  let colours = COLOURS;
  if (options.colour) {
    const pair = pairFor(options.colour);
    if (pair) colours = pair;
    else warn(`data-colour "${options.colour}" is not #rrggbb, or below 7:1`);
  }
  const position = options.position === "left" ? "left" : "right";
  if (options.position && options.position !== position) warn('data-position is "left" or "right"');
  const dir = options.dir || (spoken && page.dir) || (isRightToLeft(lang) ? "rtl" : "ltr");
  return {
    strings,
    lang,
    dir: dir === "rtl" ? "rtl" : "ltr",
    position,
    colours,
    open: options.open === true || options.open === "" || options.open === "true",
    server: webAddress(options.server, page.script) || page.script,
    emergency: options.emergency?.trim() ?? "",
    privacyUrl: webAddress(options.privacyUrl, page.address),
  };
}

function own(strings: Options["strings"]): Record<string, unknown> {
  if (typeof strings !== "string") return strings ?? {};
  try {
    const parsed: unknown = JSON.parse(strings);
    if (parsed && typeof parsed === "object") return parsed as Record<string, unknown>;
  } catch {
    // Told below.
  }
  warn("data-strings is no JSON object");
  return {};
}

/** The address in full where it is one of the web, and nothing else: a page's mistake must not become a script. */
export function webAddress(address: string | undefined, base: string): string {
  if (!address) return "";
  try {
    const url = new URL(address, base);
    if (url.protocol === "https:" || url.protocol === "http:") return url.href;
  } catch {
    // Told below.
  }
  warn(`"${address}" is no web address`);
  return "";
}
