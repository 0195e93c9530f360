// The summary for the clinician: on the screen, on paper, as a file. It is made here and sent nowhere.
import { html, nothing, render, type TemplateResult } from "lit/html.js";
import type { Turn } from "./conversation";
import printed from "./print.css";
import type { View } from "./view";

const LEVELS = { emergency: "levelEmergency", urgent: "levelUrgent", routine: "levelRoutine" } as const;

const time = (view: View, at: number): string =>
  new Intl.DateTimeFormat(view.config.lang, { hour: "2-digit", minute: "2-digit" }).format(at);

const dates = (view: View): Intl.DateTimeFormat => new Intl.DateTimeFormat(view.config.lang, { dateStyle: "long" });

/** The time, after the date where it is another than that of the entry before. */
function when(view: View, { at }: Turn, before: number): string {
  const [day, earlier] = [at, before].map(dates(view).format);
  return `${day === earlier ? "" : `${day}, `}${time(view, at)}`;
}

function level(view: View, turn: Turn): string {
  const { urgency = "none" } = turn.reply ?? {};
  return urgency === "none" ? "" : view.say(LEVELS[urgency]);
}

const advice = (turn: Turn): string => turn.reply?.messages.map((message) => message.text).join("\n") ?? "";

/** What the patient was told to do, and on which days. */
function told(view: View): string {
  const of = (urgency: string) => view.chat.turns.filter((turn) => turn.reply?.urgency === urgency);
  const emergencies = of("emergency");
  const turns = emergencies.length ? emergencies : of("urgent");
  const days = [...new Set(turns.map((turn) => dates(view).format(turn.at)))].join("; ");
  return days && view.say(emergencies.length ? "toldEmergency" : "toldUrgent", { date: days });
}

export function summary(view: View): TemplateResult {
  const { turns } = view.chat;
  const reported = turns.filter((turn) => level(view, turn));
  const asked = turns.filter((turn) => !level(view, turn));
  if (!turns.length) return html`<p>${view.say("summaryEmpty")}</p>`;
  const line = (label: string) => html`<div><span>${label}</span></div>`;
  const entry = (turn: Turn, index: number, list: Turn[]) => html`<li>
    <p class="when"><span>${when(view, turn, list[index - 1]?.at ?? turns[0]!.at)}</span>${level(view, turn) ? html` <strong>${level(view, turn)}</strong>` : nothing}</p>
    <p class="said" dir="auto">“${turn.text}”</p>
    ${turn.state === "sent" ? nothing : html`<p><strong>${view.say("notSent")}</strong></p>`}
    ${turn.reply?.reported?.length ? html`<p class="heard">${view.say("sorted")}: ${turn.reply.reported.join("; ")}</p>` : nothing}
    ${advice(turn) ? html`<p class="advised"><span>${view.say("advised")}:</span> ${advice(turn)}</p>` : nothing}
  </li>`;
  return html`<div class="summary">
    <p class="from">${view.say("summaryFrom", { date: dates(view).formatRange(turns[0]!.at, turns[turns.length - 1]!.at) })}</p>
    <div class="who">${line(view.say("name"))}${line(view.say("born"))}${line(view.say("treatment"))}</div>
    ${told(view) ? html`<p class="told"><strong>${told(view)}</strong></p>` : nothing}
    ${reported.length ? html`<h3>${view.say("reported")}</h3><ol>${reported.map(entry)}</ol>` : nothing}
    ${asked.length ? html`<h3>${view.say("asked")}</h3><ol>${asked.map(entry)}</ol>` : nothing}
    <div class="notes"><h3>${view.say("notes")}</h3><div></div><div></div><div></div></div>
    <p class="note">${view.say("summaryNote")}</p>
  </div>`;
}

/** The summary as it stands on the screen, as a file of plain text. */
export function save(view: View, shown: HTMLElement): void {
  const text = `\ufeff${view.say("summary")}\n\n${shown.innerText}\n`;
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "summary.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Print the summary alone: while the browser prints, the page's own content is left out. */
export function print(view: View): void {
  const host = document.createElement("clinic-assistant-print");
  const root = host.attachShadow({ mode: "open" });
  const inside = new CSSStyleSheet();
  inside.replaceSync(printed);
  root.adoptedStyleSheets = [inside];
  render(html`<main lang=${view.config.lang} dir=${view.config.dir}><h1>${view.say("summary")}</h1>${summary(view)}</main>`, root);
  const outside = new CSSStyleSheet();
  outside.replaceSync("@media print{body>:not(clinic-assistant-print){display:none!important}html,body{background:#fff!important}}");
  document.body.append(host);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, outside];
  const clear = (): void => {
    host.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== outside);
  };
  addEventListener("afterprint", clear, { once: true });
  window.print();
}
