import { describe, expect, test } from "vitest";
import en from "../src/strings/en.json";
import es from "../src/strings/es.json";
import { fill, isRightToLeft, stringsFor } from "../src/strings";
import { cut, dial } from "../src/words";

const names = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

describe("the languages", () => {
  test("have the same words", () => {
    expect(Object.keys(es)).toEqual(Object.keys(en));
  });

  test.each(Object.keys(en) as (keyof typeof en)[])("%s names the same values in each", (key) => {
    expect(names(es[key])).toEqual(names(en[key]));
  });

  test("an unknown one is English", () => {
    expect(stringsFor("tlh").send).toBe(en.send);
  });

  test.each(["ar", "ur-PK", "he"])("%s is written from right to left", (language) => {
    expect(isRightToLeft(language)).toBe(true);
  });

  test.each(["en", "es", "arn"])("%s is not", (language) => {
    expect(isRightToLeft(language)).toBe(false);
  });

  test("a value's own braces are left alone", () => {
    expect(fill("Call {emergency}, {unknown}", { emergency: "{clinic}" })).toBe("Call {clinic}, {unknown}");
  });
});

describe("telephone numbers in a text", () => {
  const NUMBERS = ["020 7946 0321", "999", "111", "116 123"];

  test("are cut out", () => {
    expect(cut("Call 999 now, or 116 123.", NUMBERS)).toEqual(["Call ", "999", " now, or ", "116 123", "."]);
  });

  test("are not found inside other numbers", () => {
    expect(cut("1999 and 9990", NUMBERS)).toEqual(["1999 and 9990"]);
  });

  test("cannot be a pattern", () => {
    expect(cut("aaa", ["a+", ".*", "(", ""])).toEqual(["aaa"]);
  });

  test("are dialled by their digits", () => {
    expect(dial("020 7946-0321")).toBe("tel:02079460321");
  });

  test.each(["+44 (0)20 7946 0321", "+44(0)20 7946-0321", " +44 20 7946 0321"])("from abroad go without the zero in brackets: %s", (number) => {
    expect(dial(number)).toBe("tel:+442079460321");
  });

  test("keep a zero in brackets that no country code stands before", () => {
    expect(dial("(0)20 7946 0321")).toBe("tel:02079460321");
  });
});
