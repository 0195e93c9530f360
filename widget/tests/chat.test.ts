import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Chat, type Happening } from "../src/chat";
import { FakeClient, Storage } from "./fakes";
import { reply } from "./turns";

let bot: FakeClient;
let chat: Chat;
let happened: Happening[];

const start = (): Chat => new Chat(bot.client, "chat", () => undefined, (what) => happened.push(what));
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("sessionStorage", new Storage());
  vi.stubGlobal("BroadcastChannel", undefined);
  bot = new FakeClient();
  happened = [];
  chat = start();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a session that ended", () => {
  const replaced = async (): Promise<void> => {
    chat.send("I can't breathe");
    bot.outcomes = [{ kind: "answered", reply: reply("emergency") }, { kind: "no session" }];
    await settle();
    chat.send("hello");
    await settle();
  };

  test("is followed by a new one, in which the message is said again", async () => {
    await replaced();
    expect(bot.said.map(({ session }) => session.slice(-1)).join()).toBe("1,1,2");
    expect(chat.turns[1]!.state).toBe("sent");
  });

  test("leaves its alarm open", async () => {
    await replaced();
    expect(chat.alarm).toBe("emergency");
  });

  test("is deleted together with the one that followed", async () => {
    await replaced();
    expect(await chat.forget()).toBe(true);
    expect(bot.forgotten.map((session) => session.slice(-1)).join()).toBe("2,1");
  });
});

describe("deleting", () => {
  beforeEach(async () => {
    chat.send("hello");
    await settle();
  });

  test("fails, and keeps the conversation, where the server does not know the session", async () => {
    bot.unknown.add(bot.said[0]!.session);
    expect(await chat.forget()).toBe(false);
    expect(chat.turns).toHaveLength(1);
    expect(happened).not.toContain("delete");
  });

  test("of a conversation without a session asks nothing of the server", async () => {
    await chat.forget();
    bot.forgotten = [];
    expect(await chat.forget()).toBe(true);
    expect(bot.forgotten).toEqual([]);
  });

  describe("while it goes on", () => {
    let release: () => void;

    beforeEach(() => {
      bot.hold = new Promise((resolve) => (release = resolve));
    });

    test("does nothing at a second press", async () => {
      const first = chat.forget();
      expect(await chat.forget()).toBeUndefined();
      release();
      expect(await first).toBe(true);
      expect(bot.forgotten).toHaveLength(1);
    });

    test("nothing is sent", async () => {
      const deleting = chat.forget();
      chat.send("one more");
      await settle();
      expect(bot.said).toHaveLength(1);
      release();
      await deleting;
      await settle();
      expect(bot.said).toHaveLength(1);
    });

    test("no session is begun", async () => {
      const deleting = chat.forget();
      bot.outcomes = [{ kind: "no session" }];
      chat.send("one more");
      await settle();
      release();
      await deleting;
      await settle();
      expect(bot.begun).toBe(1);
    });

    test("what waited is sent after all where it failed", async () => {
      bot.unknown.add(bot.said[0]!.session);
      const deleting = chat.forget();
      chat.send("one more");
      release();
      await deleting;
      await settle();
      expect(bot.said.map(({ text }) => text)).toEqual(["hello", "one more"]);
    });
  });
});

describe("a lost connection", () => {
  test("with nothing waiting is found again once the bot answers", async () => {
    chat.lost();
    await chat.reconnect();
    expect(chat.offline).toBe(false);
    expect(happened).toEqual(["offline", "online"]);
  });

  test("stays lost while the bot does not answer, and is asked for again later", async () => {
    bot.reachable = false;
    chat.lost();
    await chat.reconnect();
    expect(chat.offline).toBe(true);
    bot.reachable = true;
    await vi.advanceTimersByTimeAsync(40_000);
    expect(chat.offline).toBe(false);
  });

  test("is not told as found by settings while a message still fails", async () => {
    bot.outcomes = [{ kind: "lost" }, { kind: "lost" }];
    chat.send("hello");
    await settle();
    await chat.reconnect();
    await settle();
    expect(chat.offline).toBe(true);
    expect(happened).not.toContain("online");
  });

  test("is found once the message that waited is answered", async () => {
    bot.outcomes = [{ kind: "lost" }];
    chat.send("hello");
    await settle();
    expect(chat.turns[0]!.state).toBe("failed");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(chat.turns[0]!.state).toBe("sent");
    expect(chat.offline).toBe(false);
  });
});

describe("too many messages", () => {
  beforeEach(async () => {
    bot.outcomes = [{ kind: "refused", reply: reply("emergency"), wait: 12 }];
    chat.send("I can't breathe");
    await settle();
  });

  test("leave the message unsent, with what is to be done", () => {
    expect(chat.turns[0]!.state).toBe("failed");
    expect(chat.alarm).toBe("emergency");
  });

  test("are not sent again before the time that the bot asked for", async () => {
    await vi.advanceTimersByTimeAsync(11_000);
    expect(bot.said).toHaveLength(1);
  });

  test("are sent again by themselves when that time is over", async () => {
    await vi.advanceTimersByTimeAsync(13_000);
    expect(chat.turns[0]!.state).toBe("sent");
  });

  test("are no lost connection", () => {
    expect(chat.offline).toBe(false);
  });
});

describe("a rating", () => {
  beforeEach(async () => {
    bot.outcomes = [{ kind: "answered", reply: reply("none", { rating: "r" }) }];
    chat.send("hello");
    await settle();
  });

  test("that was kept stays, and may be counted", async () => {
    await chat.rate(chat.turns[0]!.id, true);
    expect(chat.turns[0]!.helpful).toBe(true);
    expect(happened).toContain("rating");
  });

  test("that was not kept is taken back, and is not counted", async () => {
    bot.keepsRatings = false;
    await chat.rate(chat.turns[0]!.id, true);
    expect(chat.turns[0]!.helpful).toBeNull();
    expect(happened).not.toContain("rating");
  });
});

describe("a page that slept", () => {
  test("takes over what another page of its tab went on with", async () => {
    chat.send("hello");
    await settle();
    const other = start();
    other.send("and more");
    await settle();
    chat.wake();
    expect(chat.turns.map(({ text }) => text)).toEqual(["hello", "and more"]);
  });

  test("does not bring back what another page of its tab deleted", async () => {
    chat.send("hello");
    await settle();
    await start().forget();
    chat.wake();
    expect(chat.turns).toEqual([]);
  });
});
