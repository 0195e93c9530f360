import { describe, expect, test } from "vitest";
import { conversationFrom, EMPTY, isReply, merge, nameOf, openAlarm, type Alarm, type Conversation, type Reply, type Turn } from "../src/conversation";
import { reply, turn } from "./turns";

const of = (session: string, ...turns: Turn[]): Conversation => ({ sessions: session.split(" "), turns });

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

  test("that share a session become one with the sessions of both, the newest first", () => {
    const [one, other] = [of("new old", turn("a", 1)), of("old", turn("b", 2))];
    for (const merged of [merge(one, other), merge(other, one)]) {
      expect(merged.sessions).toEqual(["new", "old"]);
      expect(merged.turns.map(({ id }) => id)).toEqual(["a", "b"]);
    }
  });

  test("that both began a session agree on which comes first", () => {
    const [one, other] = [of("x old"), of("y old")];
    expect(merge(one, other)).toEqual(merge(other, one));
  });

  test("a new tab takes over what there is", () => {
    expect(merge(EMPTY, of("s", turn("a", 1)))).toEqual(of("s", turn("a", 1)));
  });
});

describe("the open alarm", () => {
  const said = (id: number, alarm: Alarm | null, session = "s", state: Turn["state"] = "sent"): Turn =>
    turn(String(id), id, { reply: reply(alarm), session, state });

  test("is the one that the latest answer left", () => {
    expect(openAlarm([said(1, "emergency"), said(2, "none")])).toBe("none");
  });

  test("stays where a later answer does not know", () => {
    expect(openAlarm([said(1, "emergency"), said(2, null), turn("c", 3)])).toBe("emergency");
  });

  test.each(["failed", "sending"] as const)("is raised by a message that is %s", (state) => {
    expect(openAlarm([said(1, "none"), said(2, "emergency", "s", state)])).toBe("emergency");
  });

  test.each(["none", "urgent", null] as const)("is not lowered to %s by a message that was refused", (alarm) => {
    expect(openAlarm([said(1, "emergency"), said(2, alarm, "s", "failed")])).toBe("emergency");
  });

  test("of a message that was refused outlives a later answer, as the server did not take it in", () => {
    expect(openAlarm([said(1, "emergency", "s", "failed"), said(2, "none")])).toBe("emergency");
  });

  test("is carried over to a new session, which knows nothing of it", () => {
    expect(openAlarm([said(1, "emergency"), said(2, "none", "t"), said(3, "none", "t")])).toBe("emergency");
  });

  test("is not lowered by a lesser alarm of a new session", () => {
    expect(openAlarm([said(1, "emergency"), said(2, "urgent", "t")])).toBe("emergency");
  });

  test("that was carried over ends with an alarm that the new session raised itself", () => {
    expect(openAlarm([said(1, "emergency"), said(2, "urgent", "t"), said(3, "none", "t")])).toBe("none");
  });

  test("that ended is not carried over", () => {
    expect(openAlarm([said(1, "emergency"), said(2, "none"), said(3, "none", "t")])).toBe("none");
  });
});

describe("what was kept", () => {
  test.each([null, 5, "x", {}, { session: 1, turns: [] }, { sessions: [1], turns: [] }, { sessions: ["s"], turns: {} }])("%j is an empty conversation", (value) => {
    expect(conversationFrom(value)).toEqual(EMPTY);
  });

  test("loses only the turns that are damaged", () => {
    const kept = { sessions: ["s"], turns: [turn("a", 1), null, { id: "b" }, turn("c", 3, { reply: {} as Reply })] };
    expect(conversationFrom(kept).turns.map(({ id }) => id)).toEqual(["a"]);
  });

  test("by an earlier version, with one session, is read", () => {
    const token = "a.long.token-of-one-session";
    const read = conversationFrom({ session: token, turns: [turn("a", 1)] });
    expect(read.sessions).toEqual([token]);
    expect(read.turns[0]!.session).toBe(nameOf(token));
  });

  test("by an earlier version before a session began is read", () => {
    expect(conversationFrom({ session: "", turns: [turn("a", 1)] }).sessions).toEqual([]);
  });

  test.each([null, {}, { messages: [] }, { messages: [{ text: 5 }] }, { messages: [{ text: "x", sources: [], buttons: [{}] }] }])(
    "%j is no reply",
    (value) => {
      expect(isReply(value)).toBe(false);
    },
  );
});
