// What the chat does, without how it looks: messages sent in order, again when they were lost, rated, deleted.
import type { Client, Settings } from "./client";
import { EMPTY, merge, openAlarm, type Alarm, type Conversation, type Turn } from "./conversation";
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
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is called after every change, `happened` for what a page may count. */
  constructor(
    private readonly client: Client,
    name: string,
    private readonly changed: () => void,
    private readonly happened: (what: Happening) => void,
  ) {
    this.#keeper = new Keeper(name, {
      heard: (theirs) => this.#hear(theirs),
      deleted: (session) => {
        if (session === this.conversation.session) this.#clear();
      },
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

  /** Send again what was not sent, from the first on. */
  retry = (): void => {
    clearTimeout(this.#timer);
    const turns = this.turns.map((turn) =>
      turn.state === "failed" && this.#mine.has(turn.id) ? next(turn, { state: "sending" }) : turn,
    );
    if (turns.some((turn, index) => turn !== this.turns[index])) this.#set({ ...this.conversation, turns });
    void this.#pump();
  };

  rate(id: string, helpful: boolean): void {
    const turn = this.turns.find((each) => each.id === id);
    if (!turn?.reply?.rating) return;
    this.#update(id, { helpful });
    this.happened("rating");
    void this.client.rate(this.conversation.session, turn.reply.rating, helpful);
  }

  /** Delete the conversation on the server, here and in other tabs; false where the server could not. */
  async forget(): Promise<boolean> {
    const { session } = this.conversation;
    if (session && !(await this.client.forget(session))) return false;
    this.#keeper.forget(session);
    this.#clear();
    this.happened("delete");
    return true;
  }

  lost(): void {
    if (this.offline) return;
    this.offline = true;
    this.happened("offline");
    this.changed();
  }

  async #pump(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      let turn: Turn | undefined;
      while ((turn = this.turns.find((each) => each.state === "sending" && this.#mine.has(each.id)))) {
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
      this.#set({ ...this.conversation, session: "" });
      outcome = await this.#say(turn);
    }
    if (!this.turns.some((each) => each.id === turn.id)) return true; // deleted meanwhile
    if (outcome.kind === "answered") {
      this.#tries = 0;
      this.#found();
      this.#update(turn.id, { state: "sent", reply: outcome.reply });
      this.#mine.delete(turn.id);
      this.happened("reply");
      return true;
    }
    if (outcome.kind === "refused") {
      this.#found();
      this.#update(turn.id, { state: "failed", reply: outcome.reply });
      return true;
    }
    // The bot may be starting: what it says of an emergency is shown at once, and the answer fetched later.
    if (outcome.kind === "lost" && outcome.reply?.messages[0]?.urgency) this.#update(turn.id, { reply: outcome.reply });
    this.#failAll();
    this.lost();
    const wait = SECONDS_BETWEEN_TRIES[Math.min(this.#tries++, SECONDS_BETWEEN_TRIES.length - 1)]!;
    this.#timer = setTimeout(this.retry, wait * 1000);
    return false;
  }

  async #say(turn: Turn): ReturnType<Client["say"]> {
    if (!this.conversation.session) {
      const session = await this.client.begin();
      if (!session) return { kind: "lost" };
      if (!this.conversation.session) this.#set({ ...this.conversation, session });
    }
    this.settings ??= await this.client.settings();
    return this.client.say(this.conversation.session, turn.id, turn.text);
  }

  #found(): void {
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
    const merged = merge(this.conversation, theirs);
    const same = JSON.stringify(merged) === JSON.stringify(this.conversation);
    if (same) return;
    this.conversation = merged;
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
    this.conversation = EMPTY;
    this.keep("conversation", undefined);
    this.changed();
  }
}

const next = (turn: Turn, change: Partial<Turn>): Turn => ({ ...turn, ...change, changes: turn.changes + 1 });

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
