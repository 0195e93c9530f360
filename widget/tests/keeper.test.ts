import { beforeEach, describe, expect, test, vi } from "vitest";
import { EMPTY, type Conversation } from "../src/conversation";
import { Keeper } from "../src/keeper";
import { Storage } from "./fakes";
import { turn } from "./turns";

const TOKEN = "one-session's-long-token";
const talk: Conversation = { sessions: [TOKEN], turns: [turn("a", 1)] };
const without: Conversation = { sessions: [], turns: [turn("a", 1)] };

/** Tabs in one thread: what one posts, the others hear at once. */
class Channel {
  static open: Channel[] = [];
  static posted: unknown[] = [];
  onmessage?: (event: { data: unknown }) => void;
  constructor() {
    Channel.open.push(this);
  }
  postMessage(data: unknown): void {
    Channel.posted.push(data);
    for (const each of Channel.open) if (each !== this) each.onmessage?.({ data });
  }
}

class Tab {
  readonly keeper: Keeper;
  constructor(public conversation: Conversation = EMPTY) {
    this.keeper = new Keeper("chat", {
      heard: (theirs) => (this.conversation = theirs),
      deleted: () => (this.conversation = EMPTY),
      mine: () => this.conversation,
    });
  }
}

beforeEach(() => {
  Channel.open = [];
  Channel.posted = [];
  vi.stubGlobal("BroadcastChannel", Channel);
  vi.stubGlobal("sessionStorage", new Storage());
});

describe("a conversation that was deleted", () => {
  test.each([["with a session", talk], ["before a session began", without]])("%s goes in the other tab too", (_, conversation) => {
    const [one, other] = [new Tab(conversation), new Tab(conversation)];
    one.keeper.forget(conversation);
    expect(other.conversation).toEqual(EMPTY);
  });

  test("leaves another one alone", () => {
    const [one, other] = [new Tab(talk), new Tab({ sessions: ["another-session's-token"], turns: [turn("b", 2)] })];
    one.keeper.forget(talk);
    expect(other.conversation.turns).toHaveLength(1);
  });

  test("is not brought back by a tab that slept meanwhile", () => {
    const one = new Tab();
    one.keeper.forget(talk);
    const slept = new Tab(talk);
    slept.keeper.save(talk);
    expect(one.conversation).toEqual(EMPTY);
    expect(slept.conversation).toEqual(EMPTY);
  });

  test("is told to a tab that asks when it wakes", () => {
    new Tab().keeper.forget(talk);
    const slept = new Tab(talk);
    slept.keeper.load();
    expect(slept.conversation).toEqual(EMPTY);
  });

  test("is not read from what the tab kept", () => {
    const tab = new Tab();
    tab.keeper.forget(talk);
    tab.keeper.put("conversation", talk);
    expect(tab.keeper.load()).toEqual(EMPTY);
  });

  test("is remembered without a token that could be used", () => {
    new Tab().keeper.forget(talk);
    expect(JSON.stringify(Channel.posted)).not.toContain(TOKEN);
    expect(sessionStorage.getItem("chat deleted")).not.toContain(TOKEN);
  });

  test("stays deleted where the tab's storage is switched off", () => {
    vi.stubGlobal("sessionStorage", undefined);
    const [one, other] = [new Tab(talk), new Tab(talk)];
    one.keeper.forget(talk);
    expect(other.conversation).toEqual(EMPTY);
  });
});
