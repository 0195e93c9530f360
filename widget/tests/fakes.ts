// A bot that answers as a test tells it to, and a tab's storage.
import type { Client, Outcome, Settings } from "../src/client";
import { reply } from "./turns";

export const answered: Outcome = { kind: "answered", reply: reply("none") };

export class FakeClient {
  outcomes: Outcome[] = [];
  said: { session: string; id: string; text: string }[] = [];
  begun = 0;
  forgotten: string[] = [];
  /** Sessions that the server does not know. */
  unknown = new Set<string>();
  reachable = true;
  keepsRatings = true;
  /** What the deleting waits for. */
  hold: Promise<void> = Promise.resolve();

  settings = async (): Promise<Settings | undefined> =>
    this.reachable ? ({ name: "Clinic", emergency_number: "999" } as Settings) : undefined;
  begin = async (): Promise<string | undefined> => `the-token-of-session-${++this.begun}`;
  say = async (session: string, id: string, text: string): Promise<Outcome> => {
    this.said.push({ session, id, text });
    return this.outcomes.shift() ?? answered;
  };
  rate = async (): Promise<boolean> => this.keepsRatings;
  forget = async (session: string): Promise<boolean> => {
    await this.hold;
    this.forgotten.push(session);
    return !this.unknown.has(session);
  };

  get client(): Client {
    return this as unknown as Client;
  }
}

/** `sessionStorage` of one tab. */
export class Storage {
  readonly #values = new Map<string, string>();
  getItem = (key: string): string | null => this.#values.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.#values.set(key, value);
  removeItem = (key: string): void => void this.#values.delete(key);
}
