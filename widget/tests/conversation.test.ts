import { describe, expect, test } from "vitest";
import { conversationFrom, EMPTY, isReply, merge, openAlarm, type Alarm, type Conversation, type Reply, type Turn } from "../src/conversation";

const reply = (alarm: Alarm | null): Reply => ({
  id: "x",
  time: "2026-01-01T00:00:00Z",
  urgency: "none",
  alarm,
  topic: null,
  reported: [],
  messages: [{ text: "Hello.", urgency: null, topic: null, sources: [], buttons: [] }],
  rating: null,
});

const turn = (id: string, at: number, more: Partial<Turn> = {}): Turn => ({
  id,
  text: id,
  at,
  state: "sent",
  changes: 0,
  ...more,
});

const of = (session: string, ...turns: Turn[]): Conversation => ({ session, turns });

describe("two copies of a conversation", () => {
  test("become one with the turns of both, in order", () => {
    const merged = merge(of("s", turn("b", 2)), of("s", turn("a", 1), turn("c", 3)));
    expect(merged.turns.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  test("agree, whichever takes over the other", () => {
    const [one, other] = [of("s", turn("a", 1, { changes: 1 })), of("s", turn("a", 1, { changes: 2, state: "failed" }))];
    expect(merge(one, other)).toEqual(merge(other, one));
  });

  test("keep the later state of a turn", () => {
    const merged = merge(of("s", turn("a", 1, { state: "sending" })), of("s", turn("a", 1, { changes: 1 })));
    expect(merged.turns[0]!.state).toBe("sent");
  });

  test("of different sessions stay apart", () => {
    expect(merge(of("s", turn("a", 1)), of("t", turn("b", 2)))).toEqual(of("s", turn("a", 1)));
  });

  test("a new tab takes over what there is", () => {
    expect(merge(EMPTY, of("s", turn("a", 1)))).toEqual(of("s", turn("a", 1)));
  });
});

describe("the open alarm", () => {
  test("is the one that the latest reply left", () => {
    const turns = [turn("a", 1, { reply: reply("emergency") }), turn("b", 2, { reply: reply("none") })];
    expect(openAlarm(turns)).toBe("none");
  });

  test("stays where a later reply does not know", () => {
    const turns = [turn("a", 1, { reply: reply("emergency") }), turn("b", 2, { reply: reply(null) }), turn("c", 3)];
    expect(openAlarm(turns)).toBe("emergency");
  });
});

describe("what was kept", () => {
  test.each([null, 5, "x", {}, { session: 1, turns: [] }, { session: "s", turns: {} }])("%j is an empty conversation", (value) => {
    expect(conversationFrom(value)).toEqual(EMPTY);
  });

  test("loses only the turns that are damaged", () => {
    const kept = { session: "s", turns: [turn("a", 1), null, { id: "b" }, turn("c", 3, { reply: {} as Reply })] };
    expect(conversationFrom(kept).turns.map(({ id }) => id)).toEqual(["a"]);
  });

  test.each([null, {}, { messages: [] }, { messages: [{ text: 5 }] }, { messages: [{ text: "x", sources: [], buttons: [{}] }] }])(
    "%j is no reply",
    (value) => {
      expect(isReply(value)).toBe(false);
    },
  );
});
