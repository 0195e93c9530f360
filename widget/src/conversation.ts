// A conversation as a value: turns, how two copies of it become one, which alarm is open.

export type Urgency = "none" | "routine" | "urgent" | "emergency";
export type Alarm = "none" | "urgent" | "emergency" | "crisis";

export interface Source {
  id: string;
  heading: string;
  text: string;
}

export interface Bubble {
  text: string;
  urgency: "urgent" | "emergency" | null;
  topic: string | null;
  sources: Source[];
  buttons: string[];
}

export interface Reply {
  id: string;
  time: string;
  urgency: Urgency;
  alarm: Alarm | null;
  topic: string | null;
  reported: string[];
  messages: Bubble[];
  rating: string | null;
}

/** What the patient wrote, what became of it, and the reply. `at` is when, in milliseconds. */
export interface Turn {
  id: string;
  text: string;
  at: number;
  state: "sending" | "sent" | "failed";
  reply?: Reply;
  helpful?: boolean;
  /** Counts the changes, so that of two copies the later one is known. */
  changes: number;
}

export interface Conversation {
  session: string;
  turns: Turn[];
}

export const EMPTY: Conversation = { session: "", turns: [] };

/** One conversation of two copies of it; another session's is not taken over. */
export function merge(mine: Conversation, theirs: Conversation): Conversation {
  if (mine.session && theirs.session && mine.session !== theirs.session) return mine;
  const turns = new Map(mine.turns.map((turn) => [turn.id, turn]));
  for (const turn of theirs.turns) {
    const own = turns.get(turn.id);
    if (!own || turn.changes > own.changes) turns.set(turn.id, turn);
  }
  return { session: mine.session || theirs.session, turns: [...turns.values()].sort((a, b) => a.at - b.at) };
}

/** The alarm that the latest reply that knows of one left open. */
export const openAlarm = (turns: Turn[]): Alarm =>
  turns.reduce<Alarm>((alarm, { reply }) => reply?.alarm ?? alarm, "none");

const isText = (value: unknown): value is string => typeof value === "string";

/** Whether a server's answer, or what was kept, is a reply that can be shown. */
export function isReply(value: unknown): value is Reply {
  const reply = value as Partial<Reply> | null;
  return (
    !!reply &&
    Array.isArray(reply.messages) &&
    reply.messages.length > 0 &&
    reply.messages.every(
      (each) => isText(each?.text) && Array.isArray(each.sources) && Array.isArray(each.buttons) && each.buttons.every(isText),
    )
  );
}

/** A conversation read from what was kept or sent by another tab; an empty one where it is damaged. */
export function conversationFrom(value: unknown): Conversation {
  const kept = value as Partial<Conversation> | null;
  if (!kept || !isText(kept.session) || !Array.isArray(kept.turns)) return EMPTY;
  const turns = kept.turns.filter(
    (turn) => isText(turn?.id) && isText(turn.text) && typeof turn.at === "number" && (!turn.reply || isReply(turn.reply)),
  );
  return { session: kept.session, turns };
}
