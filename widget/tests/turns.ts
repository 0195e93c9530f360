// Turns and replies as the tests need them.
import type { Alarm, Reply, Turn } from "../src/conversation";

export const reply = (alarm: Alarm | null, more: Partial<Reply> = {}): Reply => ({
  id: "x",
  time: "2026-01-01T00:00:00Z",
  urgency: "none",
  alarm,
  topic: null,
  reported: [],
  messages: [{ text: "Hello.", urgency: null, topic: null, sources: [], buttons: [] }],
  rating: null,
  ...more,
});

export const turn = (id: string, at: number, more: Partial<Turn> = {}): Turn => ({
  id,
  text: id,
  at,
  state: "sent",
  changes: 0,
  ...more,
});
