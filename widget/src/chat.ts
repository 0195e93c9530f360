// What the chat does, without how it looks: messages sent in order, again when they were lost, rated, deleted.
import type { Client, Settings } from "./client";
import { EMPTY, merge, nameOf, openAlarm, type Alarm, type Conversation, type Turn } from "./conversation";
import { Keeper } from "./keeper";

const SECONDS_BETWEEN_TRIES = [2, 4, 8, 15, 30];
const SECONDS_UNTIL_ANOTHER_TABS_MESSAGE_IS_LOST = 40;

export type Happening = "message" | "reply" | "rating" | "delete" | "offline" | "online";

export class Chat {
  conversation: Conversation = EMPTY;
  settings: Settings | undefined;
  offline = false;
  readonly #keeper: Keeper;
  readonly #mine = new Set<string>();
  #busy = false;
  #deleting = false;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The session that the message at hand went to. */
  #used = "";
  /** The session that the server last refused. Its token is still needed, to delete what was said in it. */
  #ended: string | undefined;

  /** `changed` is called after every change, `happened` for what a page may count. */
  constructor(
    private readonly client: Client,
    name: string,
    private readonly changed: () => void,
    private readonly happened: (what: Happening) => void,
  ) {
    this.#keeper = new Keeper(name, {
      heard: (theirs) => this.#hear(theirs),
      deleted: () => this.#clear(),
      mine: () => this.conversation,
    });
    this.conversation = this.#keeper.load();
    for (const turn of this.conversation.turns) if (turn.state !== "sent") this.#mine.add(turn.id);
  }

  get turns(): Turn[] {
    return this.conversation.turns;
  }

  get alarm(): Alarm {
    return openAlarm(this.turns);
  }

  get waiting(): boolean {
    return this.turns.some((turn) => turn.state === "sending");
  }

  /** A value that this tab keeps over a reload. */
  kept = (key: string): unknown => this.#keeper.get(key);
  keep = (key: string, value: unknown): void => this.#keeper.put(key, value);

  /** Fetch what the clinic is called and send what a reload interrupted. */
  async start(): Promise<void> {
    this.settings = (await this.client.settings()) ?? this.settings;
    this.changed();
    this.retry();
  }

  send(text: string): void {
    const turn: Turn = { id: newId(), text, at: Date.now(), state: "sending", changes: 0 };
    this.#mine.add(turn.id);
    this.#set({ ...this.conversation, turns: [...this.turns, turn] });
    this.happened("message");
    void this.#pump();
  }

  /** After the page slept in the browser's memory: take over what other tabs, or other pages in this one, did. */
  wake = (): void => {
    const kept = this.#keeper.load();
    if (this.#keeper.wasDeleted(this.conversation)) this.#clear();
    this.#hear(kept);
    void this.reconnect();
  };

  /** Find out whether the bot can be reached again. What waits to be sent is itself the question. */
  reconnect = async (): Promise<void> => {
    const waiting = this.turns.some((turn) => turn.state !== "sent" && this.#mine.has(turn.id));
    if (this.offline && !waiting) {
      const settings = await this.client.settings(true);
      if (!settings) return this.#later();
      this.settings = settings;
      this.#found();
      this.changed();
    }
    this.retry();
  };

  /** Send again what was not sent, from the first on. */
  retry = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const turns = this.turns.map((turn) =>
      turn.state === "failed" && this.#mine.has(turn.id) ? next(turn, { state: "sending" }) : turn,
    );
    if (turns.some((turn, index) => turn !== this.turns[index])) this.#set({ ...this.conversation, turns });
    void this.#pump();
  };

  async rate(id: string, helpful: boolean): Promise<void> {
    const turn = this.turns.find((each) => each.id === id);
    if (!turn?.reply?.rating) return;
    this.#update(id, { helpful });
    const { sessions } = this.conversation;
    const session = sessions.find((each) => nameOf(each) === turn.session) ?? sessions[0] ?? "";
    if (await this.client.rate(session, turn.reply.rating, helpful)) this.happened("rating");
    else this.#update(id, { helpful: null });
  }

  /**
   * Delete the conversation on the server, here and in other tabs; false where the server could not delete all of it.
   * Meanwhile nothing is sent, so that nothing is said to the server that is then not deleted.
   */
  async forget(): Promise<boolean | undefined> {
    if (this.#deleting) return undefined;
    this.#deleting = true;
    const { conversation } = this;
    const deleted = await Promise.all(conversation.sessions.map((session) => this.client.forget(session)));
    this.#deleting = false;
    if (deleted.includes(false)) {
      void this.#pump();
      return false;
    }
    this.#keeper.forget(conversation);
    this.#clear();
    this.happened("delete");
    return true;
  }

  lost = (): void => {
    if (this.offline) return;
    this.offline = true;
    this.happened("offline");
    this.#later();
    this.changed();
  };

  #later(seconds = SECONDS_BETWEEN_TRIES[Math.min(this.#tries++, SECONDS_BETWEEN_TRIES.length - 1)]!): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.reconnect, seconds * 1000);
  }

  async #pump(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      let turn: Turn | undefined;
      while (!this.#deleting && (turn = this.turns.find((each) => each.state === "sending" && this.#mine.has(each.id)))) {
        if (!(await this.#deliver(turn))) break;
      }
    } finally {
      this.#busy = false;
    }
  }

  /** Deliver one message; false where there is no use in going on with the next. */
  async #deliver(turn: Turn): Promise<boolean> {
    let outcome = await this.#say(turn);
    if (outcome.kind === "no session") {
      this.#ended = this.#used;
      outcome = await this.#say(turn);
    }
    if (!this.#has(turn)) return true; // deleted meanwhile
    if (this.#deleting && outcome.kind === "lost") return false; // it goes on if the deleting fails
    if (outcome.kind === "answered") {
      this.#found();
      this.#update(turn.id, { state: "sent", reply: outcome.reply, session: nameOf(this.#used) });
      this.#mine.delete(turn.id);
      this.happened("reply");
      return true;
    }
    if (outcome.kind === "refused") {
      this.#found();
      this.#update(turn.id, { state: "failed", reply: outcome.reply });
      if (!outcome.wait) return true;
      this.#failAll(); // those behind it would be too early as well, and come before it
      this.#later(outcome.wait);
      return false;
    }
    // The bot may be starting: what it says of an emergency is shown at once, and the answer fetched later.
    if (outcome.kind === "lost" && outcome.reply?.messages[0]?.urgency) this.#update(turn.id, { reply: outcome.reply });
    this.#failAll();
    if (this.offline) this.#later();
    else this.lost();
    return false;
  }

  async #say(turn: Turn): ReturnType<Client["say"]> {
    if (this.#deleting) return { kind: "lost" };
    if (this.#sessionless) {
      const session = await this.client.begin();
      if (!session || this.#deleting || !this.#has(turn)) return { kind: "lost" };
      // Another tab may have begun one meanwhile.
      if (this.#sessionless) {
        this.#set({ ...this.conversation, sessions: [session, ...this.conversation.sessions] });
      }
    }
    this.settings ??= await this.client.settings();
    if (this.#deleting || !this.#has(turn)) return { kind: "lost" };
    this.#used = this.conversation.sessions[0]!;
    return this.client.say(this.#used, turn.id, turn.text);
  }

  get #sessionless(): boolean {
    const [session] = this.conversation.sessions;
    return !session || session === this.#ended;
  }

  #has(turn: Turn): boolean {
    return this.turns.some((each) => each.id === turn.id);
  }

  #found(): void {
    this.#tries = 0;
    if (!this.offline) return;
    this.offline = false;
    this.happened("online");
  }

  #failAll(): void {
    const turns = this.turns.map((turn) =>
      turn.state === "sending" && this.#mine.has(turn.id) ? next(turn, { state: "failed" }) : turn,
    );
    this.#set({ ...this.conversation, turns });
  }

  #update(id: string, change: Partial<Turn>): void {
    const turns = this.turns.map((turn) => (turn.id === id ? next(turn, change) : turn));
    this.#set({ ...this.conversation, turns });
  }

  #set(conversation: Conversation): void {
    this.conversation = conversation;
    this.#keeper.save(conversation);
    this.changed();
  }

  #hear(theirs: Conversation): void {
    const answered = (turns: Turn[]): number => turns.filter((turn) => turn.state === "sent").length;
    const before = answered(this.turns);
    const merged = merge(this.conversation, theirs);
    const same = JSON.stringify(merged) === JSON.stringify(this.conversation);
    if (same) return;
    this.conversation = merged;
    // Another tab got an answer, so the bot can be reached from here too.
    if (answered(merged.turns) > before) this.#found();
    this.keep("conversation", merged);
    this.changed();
    // The tab that was sending may be gone.
    setTimeout(() => this.#adopt(theirs.turns), SECONDS_UNTIL_ANOTHER_TABS_MESSAGE_IS_LOST * 1000);
  }

  #adopt(turns: Turn[]): void {
    for (const { id, changes } of turns) {
      if (this.turns.some((turn) => turn.id === id && turn.changes === changes && turn.state !== "sent")) {
        this.#mine.add(id);
        this.retry();
      }
    }
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#mine.clear();
    this.#ended = undefined;
    this.conversation = EMPTY;
    this.keep("conversation", undefined);
    this.changed();
  }
}

const next = (turn: Turn, change: Partial<Turn>): Turn => ({ ...turn, ...change, changes: turn.changes + 1 });

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
