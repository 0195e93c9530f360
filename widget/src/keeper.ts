// Keeping a conversation in this tab (never on the computer) and in step with the site's other tabs.
import { conversationFrom, type Conversation } from "./conversation";

type Note =
  | { kind: "hello" }
  | { kind: "state"; conversation: Conversation }
  | { kind: "deleted"; session: string };

export interface Listener {
  /** Another tab has this conversation. */
  heard(conversation: Conversation): void;
  /** Another tab deleted the conversation of that session. */
  deleted(session: string): void;
  /** What another tab is to be told. */
  mine(): Conversation;
}

export class Keeper {
  readonly #channel: BroadcastChannel | undefined;

  constructor(
    private readonly name: string,
    listener: Listener,
  ) {
    if (typeof BroadcastChannel === "undefined") return;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<Note>) => {
      if (data?.kind === "hello") this.#tell(listener.mine());
      else if (data?.kind === "state") listener.heard(conversationFrom(data.conversation));
      else if (data?.kind === "deleted") listener.deleted(data.session);
    };
  }

  /** The conversation that this tab had before a reload or a link; asks other tabs for theirs. */
  load(): Conversation {
    this.#channel?.postMessage({ kind: "hello" } satisfies Note);
    return conversationFrom(this.get("conversation"));
  }

  save(conversation: Conversation): void {
    this.put("conversation", conversation);
    this.#tell(conversation);
  }

  forget(session: string): void {
    this.put("conversation", undefined);
    this.#channel?.postMessage({ kind: "deleted", session } satisfies Note);
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

  #tell(conversation: Conversation): void {
    if (conversation.turns.length) this.#channel?.postMessage({ kind: "state", conversation } satisfies Note);
  }
}
