import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { configFrom, optionsOf, webAddress } from "../src/config";

const page = { lang: "", dir: "", script: "https://bot.clinic.example/widget.js", address: "https://www.clinic.example/care" };

describe("what a page sets", () => {
  let warn: ReturnType<typeof vi.spyOn>;
  beforeEach(() => {
    warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  });
  afterEach(() => vi.restoreAllMocks());

  test("nothing set is English, on the right, with the bot that serves the script", () => {
    const config = configFrom({}, page);
    expect([config.lang, config.dir, config.position, config.server]).toEqual(["en", "ltr", "right", page.script]);
    expect(warn).not.toHaveBeenCalled();
  });

  test("the page's language is the chat's", () => {
    expect(configFrom({}, { ...page, lang: "es-MX" }).strings.send).toBe("Enviar");
  });

  test("a language without words gets English ones, in English's direction", () => {
    const config = configFrom({ lang: "ar" }, { ...page, dir: "rtl" });
    expect([config.strings.send, config.lang, config.dir]).toEqual(["Send", "en", "ltr"]);
  });

  test("a language with the page's own words has its direction", () => {
    const config = configFrom({ lang: "ar", strings: { send: "أرسل" } }, page);
    expect([config.strings.send, config.lang, config.dir]).toEqual(["أرسل", "ar", "rtl"]);
  });

  test("own words take the place of the language's", () => {
    const config = configFrom({ strings: '{"send": "Go", "nonsense": "x", "menu": 5}', title: "Ask us" }, page);
    expect([config.strings.send, config.strings.title, config.strings.menu]).toEqual(["Go", "Ask us", "More"]);
    expect("nonsense" in config.strings).toBe(false);
  });

  test.each([
    ["a colour that cannot be read", { colour: "#888888" }],
    ["words that are no JSON", { strings: "{" }],
    ["a place that is none", { position: "top" }],
    ["a privacy policy that is a script", { privacyUrl: "javascript:alert(1)" }],
    ["a server that is a file", { server: "file:///etc/passwd" }],
  ])("%s is told on the console and left out", (_, options) => {
    const config = configFrom(options, page);
    expect(warn).toHaveBeenCalledOnce();
    expect({ ...config, strings: null }).toEqual({ ...configFrom({}, page), strings: null });
  });

  test.each(["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", " javascript:alert(1)", "vbscript:x"])(
    "%s is no web address",
    (address) => {
      expect(webAddress(address, page.script)).toBe("");
    },
  );

  test("the privacy policy is on the page's own site", () => {
    expect(configFrom({ privacyUrl: "/privacy" }, page).privacyUrl).toBe("https://www.clinic.example/privacy");
  });

  test("both spellings of colour are read", () => {
    expect(optionsOf({ color: "#000" }).colour).toBe("#000");
  });
});
