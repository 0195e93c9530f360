// Colours that a page sets, checked: whatever it asks for, words stay readable at WCAG's AAA contrast.

type Rgb = [number, number, number];

const AAA = 7;
const WHITE = "#ffffff";
const INK = "#14212b";

/** A colour's red, green and blue (0 to 255); undefined where it is not written as #rgb or #rrggbb. */
export function parse(colour: string): Rgb | undefined {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour.trim())?.[1];
  if (!digits) return undefined;
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g)!;
  return pairs.map((pair) => parseInt(pair, 16)) as Rgb;
}

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG's contrast between two colours, from 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The colour as asked for with words on it in white or ink; undefined where neither can be read well enough. */
export function pairFor(colour: string): { main: string; onMain: string } | undefined {
  const rgb = parse(colour);
  if (!rgb) return undefined;
  const onMain = [WHITE, INK].find((words) => contrast(rgb, parse(words)!) >= AAA);
  return onMain ? { main: colour.trim(), onMain } : undefined;
}
