// Keeping a conversation in this tab (never on the computer) and in step with the site's other tabs.
import { conversationFrom, EMPTY, nameOf, type Conversation } from "./conversation";

type Note =
  | { kind: "hello" }
  | { kind: "state"; conversation: Conversation }
  | { kind: "deleted"; names: string[] };

export interface Listener {
  /** Another tab has this conversation. */
  heard(conversation: Conversation): void;
  /** Another tab deleted what this one shows. */
  deleted(): void;
  /** What another tab is to be told. */
  mine(): Conversation;
}

/** What a conversation is known by: its sessions, and its messages, which may have been written before a session began. */
const namesOf = ({ sessions, turns }: Conversation): string[] => [...sessions.map(nameOf), ...turns.map((turn) => turn.id)];

export class Keeper {
  readonly #channel: BroadcastChannel | undefined;
  /** Beside those in the tab's storage, which may be switched off. */
  #names: string[] = [];

  constructor(
    private readonly name: string,
    listener: Listener,
  ) {
    if (typeof BroadcastChannel === "undefined") return;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<Note>) => {
      if (data?.kind === "hello") {
        this.#tell(listener.mine());
        this.#tellDeleted();
      } else if (data?.kind === "state") {
        const theirs = conversationFrom(data.conversation);
        // A tab that slept while this was deleted would bring it back.
        if (this.wasDeleted(theirs)) this.#tellDeleted();
        else listener.heard(theirs);
      } else if (data?.kind === "deleted" && Array.isArray(data.names)) {
        this.#remember(data.names);
        if (this.wasDeleted(listener.mine())) listener.deleted();
      }
    };
  }

  /** The conversation that this tab had before a reload or a link; asks other tabs for theirs. */
  load(): Conversation {
    this.#channel?.postMessage({ kind: "hello" } satisfies Note);
    const kept = conversationFrom(this.get("conversation"));
    return this.wasDeleted(kept) ? EMPTY : kept;
  }

  save(conversation: Conversation): void {
    this.put("conversation", conversation);
    this.#tell(conversation);
  }

  forget(conversation: Conversation): void {
    this.#remember(namesOf(conversation));
    this.put("conversation", undefined);
    this.#tellDeleted();
  }

  wasDeleted(conversation: Conversation): boolean {
    const deleted = this.#deleted();
    return namesOf(conversation).some((name) => deleted.includes(name));
  }

  /** A value that only this tab has, such as whether the chat is open. */
  get(key: string): unknown {
    try {
      return JSON.parse(sessionStorage.getItem(`${this.name} ${key}`) ?? "null");
    } catch {
      return null; // Storage may be switched off: the chat then lasts as long as the page.
    }
  }

  put(key: string, value: unknown): void {
    try {
      if (value === undefined) sessionStorage.removeItem(`${this.name} ${key}`);
      else sessionStorage.setItem(`${this.name} ${key}`, JSON.stringify(value));
    } catch {
      // As above, or it is full.
    }
  }

  #deleted(): string[] {
    const names = this.get("deleted");
    return [...new Set([...this.#names, ...(Array.isArray(names) ? names : [])])];
  }

  #remember(names: string[]): void {
    this.#names = [...new Set([...names, ...this.#deleted()])];
    this.put("deleted", this.#names);
  }

  #tellDeleted(): void {
    const names = this.#deleted();
    if (names.length) this.#channel?.postMessage({ kind: "deleted", names } satisfies Note);
  }

  #tell(conversation: Conversation): void {
    if (conversation.turns.length) this.#channel?.postMessage({ kind: "state", conversation } satisfies Note);
  }
}
