import { describe, expect, test } from "vitest";
import { contrast, pairFor, parse } from "../src/colours";

describe("a page's colour", () => {
  test.each(["#0b3c5d", "#8a0f1a", "#ffdd00", "#fff", "#000000"])("%s gets words that can be read at 7:1", (colour) => {
    const pair = pairFor(colour)!;
    expect(contrast(parse(pair.main)!, parse(pair.onMain)!)).toBeGreaterThanOrEqual(7);
  });

  test.each(["#777777", "#d0021b", "#0088ff"])("%s is refused, as no words on it reach 7:1", (colour) => {
    expect(pairFor(colour)).toBeUndefined();
  });

  test.each(["red", "rgb(0,0,0)", "#12", "#00000000", "", "url(javascript:alert(1))", "#0b3c5d;color:red"])(
    "%s is no colour",
    (colour) => {
      expect(pairFor(colour)).toBeUndefined();
    },
  );

  test("black on white has a contrast of 21", () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
  });
});
